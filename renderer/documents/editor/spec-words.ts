import { idPattern, statementId } from "@shared/specs/ids";
import { leadingId } from "@shared/tasks/next-id";

/** A range of a block's text with a meaning in a spec. Offsets are UTF-16 units. */
export interface SpecWord {
  readonly kind:
    | "identifier"
    | "reference"
    | "colon"
    | "step"
    | "next-step"
    | "question"
    | "priority"
    | "soft-break";
  readonly from: number;
  readonly to: number;
}

const identifier = new RegExp(String.raw`^(?:${statementId})(?![\p{L}\p{N}_])`, "u");
const step = /(?<![\p{L}\p{N}])(?:Given|When|Then|And|But)(?![\p{L}\p{N}])/gu;
const question = /\[NEEDS CLARIFICATION(?::[^\]]*)?\]/g;
/** An ID in prose: not in a path, an address, an anchor or another word. */
const reference = new RegExp(
  String.raw`(?<![\p{L}\p{N}_/#.@-])(?:${idPattern})(?![\p{L}\p{N}_]|-\p{L})`,
  "gu",
);
const priority = /\(Priority: P\d+\)|\bP\d+$/;

export const beginsWithIdentifier = (text: string): boolean => identifier.test(text);

/**
 * The kind of block around a text. Requirements and scenarios are list items, tasks have a box, stories are
 * headings.
 */
export type Setting = "item" | "task" | "heading" | "text";

/**
 * Finds the words of Spec Kit's format in one block's text.
 * @param text the block's plain text, in which an inline node without text is one character
 * @param isBold whether the character at an offset is bold: only bold steps are steps
 */
export function findSpecWords(
  text: string,
  setting: Setting,
  isBold: (offset: number) => boolean,
): SpecWord[] {
  const found: SpecWord[] = [];
  let id: { readonly id: string; readonly from: number } | undefined;
  if (setting === "item" || setting === "task") {
    id = idAt(text, setting);
    if (id !== undefined) {
      const named = id.from + id.id.length;
      found.push({ kind: "identifier", from: id.from, to: named });
      if (text.charAt(named) === ":") found.push({ kind: "colon", from: named, to: named + 1 });
    }
    for (const { 0: word, index } of text.matchAll(step)) {
      if (!isBold(index)) continue;
      const kind = index === 0 ? "step" : "next-step";
      found.push({ kind, from: index, to: index + word.length });
    }
  }
  if (setting === "heading") {
    const rank = priority.exec(text);
    if (rank) found.push({ kind: "priority", from: rank.index, to: rank.index + rank[0].length });
  }
  for (const { 0: whole, index } of text.matchAll(question))
    found.push({ kind: "question", from: index, to: index + whole.length });
  for (const { 0: name, index } of text.matchAll(reference))
    if (id === undefined || index >= id.from + id.id.length || index + name.length <= id.from)
      found.push({ kind: "reference", from: index, to: index + name.length });
  // A line end in Markdown's source is a space on the page. Between fields the line end is shown: `**Created**:
  // …` below `**Branch**: …` is meant as a line of its own, and many templates have no blank line between the
  // two.
  const isField = (start: number) =>
    /^[^\n:]{1,60}:/.test(text.slice(start, start + 62)) && isBold(start);
  for (const { index } of text.matchAll(/\n/g))
    if (!isField(text.lastIndexOf("\n", index - 1) + 1) || !isField(index + 1))
      found.push({ kind: "soft-break", from: index, to: index + 1 });
  return found;
}

/** The ID of a statement. After a box, every form of a task's ID counts; elsewhere "T4" may begin a sentence. */
function idAt(text: string, setting: "item" | "task"): { id: string; from: number } | undefined {
  const task = setting === "task" ? leadingId(text) : undefined;
  const id = identifier.exec(text)?.[0];
  return task ?? (id === undefined ? undefined : { id, from: 0 });
}

/** Whether a block's text begins with a step. The whole item is then laid out as a scenario. */
export const isScenario = (words: readonly SpecWord[]): boolean =>
  words.some(({ kind }) => kind === "step");

/** The number of words in a text: runs of letters and digits, and each ideograph or kana alone. */
export function countWords(text: string): number {
  let count = 0;
  for (const _ of text.matchAll(
    /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|[\p{L}\p{N}](?:[\p{L}\p{N}\p{M}'’_-]*[\p{L}\p{N}])?/gu,
  ))
    count += 1;
  return count;
}
