import { GapCursor } from "@tiptap/pm/gapcursor";
import { Selection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** To which side a block is left. */
export type Way = "before" | "after";

/**
 * Puts the cursor beside a block: into the neighbour's text, or else between the two, where something can be
 * written.
 * @param position of the block
 */
export function leaveBlock(view: EditorView, position: number, way: Way): void {
  const { doc, tr } = view.state;
  const edge = way === "before" ? position : position + (doc.nodeAt(position)?.nodeSize ?? 0);
  const at = doc.resolve(edge);
  const found = Selection.findFrom(at, way === "before" ? -1 : 1);
  view.dispatch(
    tr.setSelection(found instanceof TextSelection ? found : new GapCursor(at)).scrollIntoView(),
  );
}

/**
 * Lets an arrow key at an end of a field lead out of it. In a soft-wrapped field only the browser knows which
 * line is the first or the last: up and down lead out when the cursor could not move.
 */
export function endsAt(
  field: HTMLTextAreaElement | HTMLInputElement,
  event: KeyboardEvent,
  leave: (way: Way) => void,
): void {
  const { selectionStart, selectionEnd, value } = field;
  if (selectionStart !== selectionEnd || selectionStart === null) return;
  const before = value.slice(0, selectionStart);
  const after = value.slice(selectionStart);
  const unlessMoved = (way: Way) =>
    setTimeout(() => {
      if (document.activeElement === field && field.selectionStart === selectionStart) leave(way);
    });
  if (event.key === "ArrowLeft" && before === "") {
    event.preventDefault();
    leave("before");
  } else if (event.key === "ArrowRight" && after === "") {
    event.preventDefault();
    leave("after");
  } else if (event.key === "ArrowUp" && !before.includes("\n")) unlessMoved("before");
  else if (event.key === "ArrowDown" && !after.includes("\n")) unlessMoved("after");
}
