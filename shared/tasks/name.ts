import { idPattern } from "../specs/ids";
import { filesIn } from "./mentions";

/** `(FR-004)`, `(depends on T012, T013)`, `(per FR-001)`: for the graph and the links, not for a name. */
const references = new RegExp(
  String.raw`\s*\((?:depends on|after|requires|per|see|(?:${idPattern})(?![\p{L}\p{N}_]))[^()]*\)`,
  "giu",
);

/** ` in src/money.js`, ` to test/x/`, ` at specs/`: where the work lies, which the file list says too. */
const place =
  /\s+(?:in|to|at|under|into|from|for|of)\s+([\w@.~-]*(?:\/[\w@.*~[\]()-]*|\.[a-z]{1,5}\b)\S*)/i;

/**
 * A task's description as a short name for cards, lists and commits: without references, without Markdown
 * signs, and without the paths it ends in. What is left is never less than two words.
 * @param title the description, Markdown
 */
export function taskName(title: string): string {
  const words = plainText(title).replace(references, "").trim();
  const found = place.exec(words);
  // A pattern such as app/**/page.tsx is in no file list.
  const isFile = filesIn(found?.[1] ?? "").includes((found?.[1] ?? "").replace(/[.,;:]+$/, ""));
  const at = found && isFile ? found.index : words.length;
  const name = words.slice(0, at).trim().split(/\s+/).length >= 2 ? words.slice(0, at) : words;
  return name.replace(/[\s,;:.–-]+$/, "") || title.trim();
}

/**
 * Signs of emphasis with the text between them. Within words, beside slashes and beside white space on the
 * inner side they are none: patterns of paths, `snake_case`, `__init__.py` and `2 * 3 * 4` are what is meant.
 */
const emphasis = ["\\*\\*\\*", "\\*\\*", "__", "~~", "\\*", "_"].map(
  (sign) =>
    new RegExp(
      `(?<![\\p{L}\\p{N}_*~/\\\\])${sign}(?![\\s*_~/])((?:(?!${sign}).)+?)(?<![\\s/\\\\])${sign}(?![\\p{L}\\p{N}_*~/])${sign.startsWith("_") ? "(?!\\.\\p{L})" : ""}`,
      "gu",
    ),
);

/** A line of Markdown without the signs of its marks and links. Code, patterns, tags and formulas stay as they are. */
export function plainText(markdown: string): string {
  const parts = markdown.split(/((?<!`)(`+)(?!`)(?:.*?[^`])\2(?!`))/s);
  // The split gives text, code span, its sign, text, …
  return parts
    .map((part, index) => {
      if (index % 3 === 1) return part.replace(/^`+ ?(?=.)|(?<=.) ?`+$/gs, "");
      return index % 3 === 2 ? "" : withoutMarks(part);
    })
    .join("")
    .trim();
}

function withoutMarks(text: string): string {
  let words = text.replace(/!?\[([^\]]*)\]\((?:[^()\s]|\([^()\s]*\))*(?:\s+"[^"]*")?\)/g, "$1");
  for (const marks of emphasis) words = words.replace(marks, "$1");
  return words.replace(/\\(?=[!-/:-@[-`{-~])/g, "");
}
