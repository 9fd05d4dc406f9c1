import { idPattern } from "../specs/ids";
import { filesIn } from "./mentions";

/** `(FR-004)`, `(depends on T012, T013)`, `(per FR-001)`: references, which do not belong to a name. */
const references = new RegExp(
  String.raw`\s*\((?:depends on|after|requires|per|see|(?:${idPattern})(?![\p{L}\p{N}_]))[^()]*\)`,
  "giu",
);

/** ` in src/money.js`, ` to test/x/`, ` at specs/`: the place of the work, which the list of files also has. */
const place =
  /\s+(?:in|to|at|under|into|from|for|of)\s+([\w@.~-]*(?:\/[\w@.*~[\]()-]*|\.[a-z]{1,5}\b)\S*)/i;

/**
 * Shortens a task's description to a name for cards, lists and commits: without references, Markdown signs
 * and paths at the end. The name has at least two words if the description has.
 * @param title the description, Markdown
 */
export function taskName(title: string): string {
  const words = plainText(title).replace(references, "").trim();
  const found = place.exec(words);
  // A pattern such as app/**/page.tsx is in no list of files.
  const isFile = filesIn(found?.[1] ?? "").includes((found?.[1] ?? "").replace(/[.,;:]+$/, ""));
  const at = found && isFile ? found.index : words.length;
  const name = words.slice(0, at).trim().split(/\s+/).length >= 2 ? words.slice(0, at) : words;
  return name.replace(/[\s,;:.–-]+$/, "") || title.trim();
}

/**
 * Emphasis with its signs. Within words, beside slashes and beside white space on the inner side, the signs
 * are literal: patterns of paths, `snake_case`, `__init__.py` and `2 * 3 * 4`.
 */
const emphasis = ["\\*\\*\\*", "\\*\\*", "__", "~~", "\\*", "_"].map(
  (sign) =>
    new RegExp(
      `(?<![\\p{L}\\p{N}_*~/\\\\])${sign}(?![\\s*_~/])((?:(?!${sign}).)+?)(?<![\\s/\\\\])${sign}(?![\\p{L}\\p{N}_*~/])${sign.startsWith("_") ? "(?!\\.\\p{L})" : ""}`,
      "gu",
    ),
);

/** A line of Markdown without the signs of marks and links. Code, patterns, tags and formulas stay. */
export function plainText(markdown: string): string {
  const parts = markdown.split(/((?<!`)(`+)(?!`)(?:.*?[^`])\2(?!`))/s);
  // The split returns text, code span, its sign, text, …
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
