import { TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";

/**
 * Takes over a cursor that the browser has moved and has not told of yet. Whatever is drawn anew of its own accord
 * (what was found, colours, a change of the file) asks for this first: the editor would put the cursor back to where
 * it last knew it, and the arrow key would be lost.
 */
export function readSelection(view: EditorView): void {
  const { state, dom } = view;
  const shown = dom.ownerDocument.getSelection();
  if (!shown?.anchorNode || !shown.focusNode || !view.hasFocus() || view.composing) return;
  if (!dom.contains(shown.anchorNode) || !dom.contains(shown.focusNode)) return;
  // Others are not shown as the browser's own selection.
  if (!(state.selection instanceof TextSelection)) return;
  const anchor = view.posAtDOM(shown.anchorNode, shown.anchorOffset, 1);
  const head = view.posAtDOM(shown.focusNode, shown.focusOffset, 1);
  if (anchor === state.selection.anchor && head === state.selection.head) return;
  const { doc, tr } = state;
  view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(anchor), doc.resolve(head))));
}
