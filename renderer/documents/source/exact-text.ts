import type { ChangeSet } from "@codemirror/state";
import type { TextEdit } from "@shared/base/text-edit";
import { applyChanges, exactIndex, type LineEnd, plainIndex, plainLines } from "./line-ends";

/**
 * The exact text of a code editor, which shows it with plain line ends and without its byte-order mark. Changes
 * are recorded at almost no cost as they happen, and applied when the text is read.
 */
export interface ExactText {
  /** The text that the code editor shows first. */
  readonly plain: string;
  /** Records the person's changes of the shown text. */
  note(changes: ChangeSet): void;
  /** The exact text for the currently shown text. */
  read(): string;
  /** Converts an offset in the shown text to an offset in the exact text. */
  toExact(plain: number): number;
  /** The inverse of `toExact`. */
  toPlain(index: number): number;
}

const byteOrderMark = "\uFEFF";

/** @param lineEnd the line end of new lines */
export function exactText(start: string, lineEnd: LineEnd): ExactText {
  const mark = start.startsWith(byteOrderMark) ? byteOrderMark : "";
  const body = start.slice(mark.length);
  let recorded: ChangeSet | undefined;
  let pending: ChangeSet[] = [];
  let now = indexed(body);
  const read = () => {
    if (pending.length === 0) return now;
    for (const changes of pending) recorded = recorded?.compose(changes) ?? changes;
    pending = [];
    now = indexed(applyChanges(body, recorded ? listed(recorded) : [], lineEnd));
    return now;
  };
  return {
    plain: plainLines(body),
    note(changes) {
      pending.push(changes);
    },
    read: () => mark + read().text,
    toExact: (plain) => read().toExact(plain) + mark.length,
    toPlain: (index) => read().toPlain(Math.max(0, index - mark.length)),
  };
}

const indexed = (text: string) => ({
  text,
  toExact: exactIndex(text),
  toPlain: plainIndex(text),
});

function listed(changes: ChangeSet): TextEdit[] {
  const list: TextEdit[] = [];
  changes.iterChanges((from, to, _fromNow, _toNow, inserted) => {
    list.push({ from, to, insert: inserted.toString() });
  });
  return list;
}
