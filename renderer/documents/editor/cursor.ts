import { type Editor, Extension } from "@tiptap/core";
import { NodeSelection, Plugin, Selection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { rawViewAt } from "./raw-view";

/**
 * The cursor where the browser finds no place for it: where a document begins or ends with a box or with source,
 * it leaves a text that is reached with Tab without one, so that what is typed goes nowhere, and does not answer
 * the keys that lead to the document's ends.
 */
export const CursorPlaces = Extension.create({
  name: "cursorPlaces",
  addKeyboardShortcuts() {
    const { editor } = this;
    const go = (end: "start" | "end", extend: boolean) => () => goToEnd(editor, end, extend);
    return {
      "Ctrl-Home": go("start", false),
      "Ctrl-End": go("end", false),
      "Ctrl-Shift-Home": go("start", true),
      "Ctrl-Shift-End": go("end", true),
      "Cmd-ArrowUp": go("start", false),
      "Cmd-ArrowDown": go("end", false),
      "Cmd-Shift-ArrowUp": go("start", true),
      "Cmd-Shift-ArrowDown": go("end", true),
    };
  },
  addProseMirrorPlugins: () => [
    new Plugin({
      props: {
        handleDOMEvents: {
          focus(view) {
            // By then a click has put the cursor where it was meant.
            setTimeout(() => {
              if (!view.isDestroyed && view.hasFocus() && !hasCursor(view)) view.focus();
            });
            return false;
          },
        },
      },
    }),
  ],
});

const hasCursor = ({ dom }: EditorView): boolean =>
  dom.contains(dom.ownerDocument.getSelection()?.anchorNode ?? null);

function goToEnd({ state, view }: Editor, end: "start" | "end", extend: boolean): boolean {
  const { doc, selection, tr } = state;
  const there = end === "start" ? Selection.atStart(doc) : Selection.atEnd(doc);
  const reached = extend ? TextSelection.between(selection.$anchor, there.$head) : there;
  view.dispatch(tr.setSelection(reached).scrollIntoView());
  // Where the document ends with source, its end is the source's end. A section's heading is a place of its own.
  if (!extend && reached instanceof NodeSelection) {
    const dom = view.nodeDOM(reached.from);
    const isHeading = dom instanceof Element && dom.classList.contains("fold-header");
    if (!isHeading) rawViewAt(view, reached.from)?.open(end);
  }
  return true;
}
