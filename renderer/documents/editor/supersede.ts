import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";

/** Follows the struck text, so that the line also says in words that it is superseded. */
const suffix = " (superseded)";
const requirement = /^(?:N?FR|SC)-\d{1,6}[a-z]?\b/;

/** The requirement at the cursor: the block of a list item whose text begins with its ID. */
function requirementAt(state: EditorState): { block: Node; from: number } | undefined {
  const { $from } = state.selection;
  const { parent } = $from;
  const item = $from.depth > 0 ? $from.node(-1).type.name : "";
  if (!/^(?:listItem|taskItem)$/.test(item) || !requirement.test(parent.textContent))
    return undefined;
  return { block: parent, from: $from.start() };
}

const isStruck = (block: Node): boolean =>
  block.textContent.endsWith(suffix) &&
  block.firstChild?.marks.some(({ type }) => type.name === "strike") === true;

/**
 * Strikes out the requirement at the cursor and leaves it in its place: `~~**FR-004**: text~~ (superseded)`. So
 * its ID is not used again, and a person who built on it can still read it. A struck requirement is restored.
 * @returns undefined without a requirement at the cursor
 */
export function supersedeTransaction(state: EditorState): Transaction | undefined {
  const at = requirementAt(state);
  const strike = state.schema.marks["strike"];
  if (at === undefined || strike === undefined) return undefined;
  const { block, from } = at;
  const to = from + block.content.size;
  if (isStruck(block))
    return state.tr.delete(to - suffix.length, to).removeMark(from, to - suffix.length, strike);
  return state.tr.addMark(from, to, strike.create()).insert(to, state.schema.text(suffix));
}

/** Runs the command in an editor. @returns whether there was a requirement */
export function supersede(editor: Editor): boolean {
  const transaction = supersedeTransaction(editor.state);
  if (transaction === undefined) return false;
  editor.view.dispatch(transaction.scrollIntoView());
  editor.commands.focus();
  return true;
}

/** Whether the requirement at the cursor is struck out. */
export function isSuperseded(editor: Editor): boolean {
  const at = requirementAt(editor.state);
  return at !== undefined && isStruck(at.block);
}
