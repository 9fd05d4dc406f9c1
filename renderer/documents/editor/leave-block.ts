import { GapCursor } from "@tiptap/pm/gapcursor";
import { Selection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/** The side on which the cursor leaves a block. */
export type BlockSide = "before" | "after";

/**
 * Puts the cursor beside a block: into the neighbour's text, or else into the gap between the two, where text
 * can be typed.
 * @param position of the block
 */
export function leaveBlock(view: EditorView, position: number, way: BlockSide): void {
  const { doc, tr } = view.state;
  const edge = way === "before" ? position : position + (doc.nodeAt(position)?.nodeSize ?? 0);
  const at = doc.resolve(edge);
  const found = Selection.findFrom(at, way === "before" ? -1 : 1);
  view.dispatch(
    tr.setSelection(found instanceof TextSelection ? found : new GapCursor(at)).scrollIntoView(),
  );
}

/**
 * Whether an arrow key leads out of a field. In a soft-wrapped field only the browser knows the first and the
 * last line, so up and down lead out when the cursor could not move.
 */
export function endsAt(
  field: HTMLTextAreaElement | HTMLInputElement,
  event: KeyboardEvent,
  leave: (way: BlockSide) => void,
): void {
  const { selectionStart, selectionEnd, value } = field;
  if (selectionStart !== selectionEnd || selectionStart === null) return;
  const before = value.slice(0, selectionStart);
  const after = value.slice(selectionStart);
  const unlessMoved = (way: BlockSide) =>
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
