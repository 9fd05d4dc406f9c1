import type { Editor } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import type { EditorState, Transaction } from "@tiptap/pm/state";

/** What follows the struck text: the line says in words what the stroke says to the eye. */
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
 * Strikes the requirement at the cursor out and leaves it in its place, so that its ID is not used again
 * and whoever built on it can read it: `~~**FR-004**: text~~ (superseded)`. One that is struck out is
 * brought back.
 * @returns undefined where no requirement is
 */
export function superseding(state: EditorState): Transaction | undefined {
  const at = requirementAt(state);
  const strike = state.schema.marks["strike"];
  if (at === undefined || strike === undefined) return undefined;
  const { block, from } = at;
  const to = from + block.content.size;
  if (isStruck(block))
    return state.tr.delete(to - suffix.length, to).removeMark(from, to - suffix.length, strike);
  return state.tr.addMark(from, to, strike.create()).insert(to, state.schema.text(suffix));
}

/** Gives the command to an editor. @returns whether there was a requirement */
export function supersede(editor: Editor): boolean {
  const transaction = superseding(editor.state);
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
