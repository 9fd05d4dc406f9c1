import { type Editor, Extension } from "@tiptap/core";
import { TextSelection, type Transaction } from "@tiptap/pm/state";

/** In code, Tab and Shift+Tab indent and outdent whole lines, and Enter begins a line with the same indentation. */
export const CodeKeys = Extension.create({
  name: "codeKeys",
  // Before lists and tables, in which Tab has another meaning.
  priority: 1050,
  addKeyboardShortcuts() {
    return {
      Tab: ({ editor }) => change(editor, indent),
      "Shift-Tab": ({ editor }) => change(editor, outdent),
      Enter: ({ editor }) => newLine(editor),
    };
  },
});

/** The selection in one code block. */
interface Stretch {
  readonly text: string;
  /** The position of the block's text in the document. */
  readonly start: number;
  readonly from: number;
  readonly to: number;
}

function stretchOf({ state }: Editor): Stretch | undefined {
  const { $from, $to } = state.selection;
  if (!$from.parent.type.spec.code || !$from.sameParent($to)) return undefined;
  const start = $from.start();
  return { text: $from.parent.textContent, start, from: $from.pos - start, to: $to.pos - start };
}

function change(editor: Editor, edit: (transaction: Transaction, at: Stretch) => void): boolean {
  const at = stretchOf(editor);
  if (!at || !editor.isEditable) return false;
  const { tr } = editor.state;
  edit(tr, at);
  editor.view.dispatch(tr.scrollIntoView());
  return true;
}

/** A tab in a block that has tabs already, otherwise two spaces. */
const unitOf = (text: string): string => (/^\t/m.test(text) ? "\t" : "  ");

/** The offsets at which the selected lines begin. */
function lines({ text, from, to }: Stretch): number[] {
  const starts = [text.lastIndexOf("\n", from - 1) + 1];
  for (let at = text.indexOf("\n", from); at >= 0 && at + 1 < to; at = text.indexOf("\n", at + 1))
    starts.push(at + 1);
  return starts;
}

function indent(transaction: Transaction, at: Stretch): void {
  const unit = unitOf(at.text);
  if (at.from === at.to) {
    transaction.insertText(unit);
    return;
  }
  for (const line of lines(at).reverse()) transaction.insertText(unit, at.start + line);
  const { from, to } = transaction.selection;
  const first = Math.min(from, at.start + (lines(at)[0] ?? 0));
  transaction.setSelection(TextSelection.create(transaction.doc, first, to));
}

function outdent(transaction: Transaction, at: Stretch): void {
  for (const line of lines(at).reverse()) {
    const blank = /^(?:\t| {1,2})/.exec(at.text.slice(line))?.[0].length ?? 0;
    if (blank > 0) transaction.delete(at.start + line, at.start + line + blank);
  }
}

function newLine(editor: Editor): boolean {
  const at = stretchOf(editor);
  if (!at) return false;
  const line = at.text.slice(at.text.lastIndexOf("\n", at.from - 1) + 1, at.from);
  const blank = /^[ \t]+(?=\S)/.exec(line)?.[0];
  // A blank line has no indentation to copy. Three blank lines end the block, which the code block itself does.
  if (blank === undefined) return false;
  return change(editor, (transaction) => transaction.insertText(`\n${blank}`));
}
