import { TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/**
 * Takes over a cursor that the browser has moved without an event so far. Every redraw without a key of the
 * person (search matches, colours, a change of the file) calls this first. Otherwise the editor would put the
 * cursor back to its last known position, and an arrow key would be lost.
 */
export function readSelection(view: EditorView): void {
  const { state, dom } = view;
  const shown = dom.ownerDocument.getSelection();
  if (!shown?.anchorNode || !shown.focusNode || !view.hasFocus() || view.composing) return;
  if (!dom.contains(shown.anchorNode) || !dom.contains(shown.focusNode)) return;
  // Other selections are not shown as the browser's own selection.
  if (!(state.selection instanceof TextSelection)) return;
  const anchor = view.posAtDOM(shown.anchorNode, shown.anchorOffset, 1);
  const head = view.posAtDOM(shown.focusNode, shown.focusOffset, 1);
  if (anchor === state.selection.anchor && head === state.selection.head) return;
  const { doc, tr } = state;
  view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))));
}
