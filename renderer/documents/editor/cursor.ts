import { type Editor, Extension } from "@tiptap/core";
import { NodeSelection, Plugin, Selection, TextSelection } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import { rawViewAt } from "./raw-view";

/**
 * Places the cursor where the browser cannot. In a document that begins or ends with a box or with source, the
 * browser gives a text that is reached with Tab no cursor, so typed text is lost. There it also ignores the
 * keys for the document's start and end.
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
            // By then a click has placed its cursor.
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
  // When the document ends with source, its end is the end of that source. The heading of a section is itself a
  // cursor position.
  if (!extend && reached instanceof NodeSelection) {
    const dom = view.nodeDOM(reached.from);
    const isHeading = dom instanceof Element && dom.classList.contains("fold-header");
    if (!isHeading) rawViewAt(view, reached.from)?.open(end);
  }
  return true;
}
