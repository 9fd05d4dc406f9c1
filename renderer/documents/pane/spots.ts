import type { Editor } from "@tiptap/core";
import { Selection } from "@tiptap/pm/state";

/** The cursor and scroll position of each document when it was left, while the window is open. */
const spots = new Map<string, { readonly top: number; readonly cursor: number }>();

/** @param top how far the document was scrolled, in pixels */
export function rememberSpot(key: string, editor: Editor, top: number): void {
  spots.set(key, { top, cursor: editor.state.selection.from });
}

/** Restores the cursor and the scroll position of a document. */
export function restoreSpot(key: string, editor: Editor, scroller: HTMLElement | null): void {
  const spot = spots.get(key);
  if (!spot) return;
  const { state, view } = editor;
  const at = state.doc.resolve(Math.min(spot.cursor, state.doc.content.size));
  view.dispatch(state.tr.setSelection(Selection.near(at)));
  if (scroller) scroller.scrollTop = spot.top;
}
