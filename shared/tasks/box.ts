import type { ProseLine } from "../markdown/prose-lines";
import { idHead } from "./task-id";

/** A list item that begins with a box. */
export interface Box {
  readonly kind: "box";
  /** The number of white-space characters before the list sign. */
  readonly indent: number;
  /** UTF-16 index, in the whole text, of the character between the brackets. */
  readonly at: number;
  readonly done: boolean;
  /** The character in an open box when it is not a space. */
  readonly sign?: string;
  /** Kiro's `- [ ]* …`: the task is optional. */
  readonly optional: boolean;
  /** The text after the box. */
  readonly rest: string;
}

/** A line that looks like a task in a form that is not supported. */
export interface Slip {
  readonly kind: "slip";
  readonly reason: string;
  readonly done: boolean;
}

const listSigns = String.raw`(?:[-*+]|\d{1,9}[.)])`;
const boxed = new RegExp(
  String.raw`^([ \t]*)((?:${listSigns}[ \t]+)+)\[([^\]\[])\](\*?)(?=[ \t\u00a0]|$)[ \t\u00a0]*(.*)$`,
  "u",
);
/**
 * GitHub supports only a space and x. People, Obsidian and Kiro write other signs into the box of an open
 * task.
 */
const openSigns = /^[ \t\u00a0!"#$%&'*+,./:;<=>?@\\^_`|~-]$/;
const namesTask = new RegExp(String.raw`(?:^|[ \t*_~\x60[(])(?:${idHead}|\d{1,4}\.\d{1,4})`, "i");

/** Reads the box at the beginning of a line, or the form that is close to one; undefined for other lines. */
export function boxIn({ text, offset, asCode }: ProseLine): Box | Slip | undefined {
  const [, indent, signs, mark, star, rest] = boxed.exec(text) ?? [];
  if (indent === undefined || signs === undefined || mark === undefined || rest === undefined)
    return slipIn(text);
  const done = mark === "x" || mark === "X";
  if (!done && !openSigns.test(mark)) {
    // "[P] means …" explains a marker, and "[1] …" is a note.
    if (mark === "P" || (/[\p{L}\p{N}]/u.test(mark) && !namesTask.test(rest.slice(0, 24))))
      return undefined;
    return slip(`The sign in [${mark}] is not known. Write [ ] or [x].`, false);
  }
  if (asCode) return slip("The line is indented like code. Remove some of the spaces.", done);
  return {
    kind: "box",
    indent: indent.length,
    at: offset + indent.length + signs.length + 1,
    done,
    ...(done || /[ \t\u00a0]/.test(mark) ? {} : { sign: mark }),
    optional: star === "*",
    rest: rest.trim(),
  };
}

const slip = (reason: string, done: boolean): Slip => ({ kind: "slip", reason, done });

const space = String.raw`[ \t]*`;
const anyBox = String.raw`\[[ \t]*[xX]?[ \t]*\]`;
/** List signs of other programs. */
const otherSigns = "(?:[•◦‣⁃·▪●○–—‐−]|[a-zA-Z][.)]|\\(\\w{1,3}\\))";
const id = String.raw`[*_~\x60[(]*${idHead}[\w.-]*[*_~\x60\])]*:?`;

/** Forms that people write instead of a box, each with a correction. The first match counts. */
const slips: readonly { readonly form: RegExp; readonly reason: string }[] = [
  {
    form: new RegExp(
      `^${space}>[ \\t>]*(?:${listSigns}[ \\t]+)+\\[[ xX~/<>!?*-]\\](?=[ \\t]|$)`,
      "u",
    ),
    reason: "The line is in a quotation. Remove the >.",
  },
  {
    form: new RegExp(`^${space}(?:${listSigns}[ \\t]+)+${anyBox}(?=[^\\s([:])`),
    reason: "A space is missing after the box. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(
      `^${space}(?:${listSigns}[ \\t]+)+(?:\\[\\]|\\[[ \\t]*[xX ][ \\t]*\\])(?=[ \\t]|$)`,
    ),
    reason: "The box has one character between its brackets: [ ] or [x].",
  },
  {
    form: new RegExp(`^${space}${listSigns}${anyBox}(?=[ \\t]|$)`),
    reason: "A space is missing before the box. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(`^${space}${otherSigns}[ \\t]+\\[[ xX~-]\\](?=[ \\t]|$)`, "u"),
    reason: "The sign before the box is no list sign. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(`^${space}(?:${listSigns}[ \\t]+)+[［【〔][ \\txX　✓✔]*[］】〕]`, "u"),
    reason: "The brackets are not [ and ]. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(
      `^${space}(?:${listSigns}[ \\t]+)+[({<][ \\t]*[xX]?[ \\t]*[)}>][ \\t]*${id}(?=[ \\t]|$)`,
      "i",
    ),
    reason: "The brackets are not [ and ]. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(
      `^${space}(?:${listSigns}[ \\t]+)+\\[[\\p{L}\\p{M}\\u200b-\\u200d\\u2060\\ufeff \\t-]{2,20}\\][ \\t]*${id}(?=[ \\t]|$)`,
      "iu",
    ),
    reason: "The box has one character between its brackets: [ ] or [x].",
  },
  {
    form: new RegExp(`^${space}(?:${listSigns}[ \\t]+)*(?:[*_~\x60]+|\\\\)${anyBox}`),
    reason: "The box’s bracket has a sign before it. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(`^${space}(?:${listSigns}[ \\t]+)+${anyBox}[:.,;][ \\t]+${id}`, "i"),
    reason: "A space is missing after the box. Write “- [ ] T012 …”.",
  },
  {
    form: /<input\b[^<>]*\btype=["']?checkbox\b|<li>[ \t]*\[[ xX]\](?=[ \t])/i,
    reason: "The box is HTML. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(`^${space}\\[[ xX]\\](?=[ \\t]+\\S)`),
    reason: "No list sign stands before the box. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(
      `^${space}#{1,6}[ \\t]+(?:[*_]*\\[[ xX~-]\\](?=[ \\t])|${id}[ \\t]+\\[[ xX]\\])`,
      "i",
    ),
    reason: "The line is a heading, but a task is a list item. Write “- [ ] T012 …”.",
  },
  {
    form: /^[ \t]*\|.*(?<=\|[ \t]*(?:[-*+][ \t]+)?)\[[ xX]\](?=[ \t|])/,
    reason: "The line is a table row, but a task is a list item. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(`^${space}(?:${listSigns}[ \\t]+)?${id}${space}\\[[ xX]\\](?=[ \\t]|$)`, "i"),
    reason: "The box is after the ID. Write “- [ ] T012 …”.",
  },
  {
    form: new RegExp(
      `^${space}(?:${listSigns}[ \\t]+)?(?:[☐☑☒⬜🔲]\\ufe0f?[ \\t]*\\S|(?:[✅✔❌✓✗]|:[a-z_]{1,30}:)\\ufe0f?[ \\t]*${id}(?=[ \\t]|$))`,
      "iu",
    ),
    reason: "The line has a symbol instead of a box. Write “- [ ] T012 …”.",
  },
];

function slipIn(text: string): Slip | undefined {
  const found = slips.find(({ form }) => form.test(text));
  return found && slip(found.reason, /\[[ \t]*[xX][ \t]*\]|[☑✅✔]/.test(text));
}

/** Whether a line that is hidden by an open fence or comment would be a task. */
export const looksLikeBox = (text: string): boolean => boxed.test(text);
