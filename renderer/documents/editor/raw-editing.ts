import { Extension } from "@tiptap/core";
import {
  type EditorState,
  NodeSelection,
  Plugin,
  type PluginView,
  TextSelection,
  type Transaction,
} from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { LineEnd } from "../source/line-ends";
import type { FindImage } from "./images";
import type { BlockSide } from "./leave-block";
import { createRawInlineView, type RawInlineView, rawInlineViewAt } from "./raw-inline-view";
import { createRawView, rawViewAt, type SourcePlace } from "./raw-view";

/** Milliseconds from the last edit to the update of the nodes that show definitions. */
const settle = 150;

/** Lets source be edited in its place. Enter, a click, or an arrow key that leads into the source opens it. */
export const RawEditing = Extension.create<{
  /** The line end of a new line in a block that had a single line. */
  lineEnd: () => LineEnd;
  /** Follows the address of a link that is defined elsewhere in the document. */
  onLink: (href: string) => void;
  /** Finds the image whose address is defined elsewhere in the document. */
  findImage: FindImage;
}>({
  name: "rawEditing",
  addOptions: () => ({
    lineEnd: () => "\n",
    onLink: () => undefined,
    findImage: () => Promise.resolve(null),
  }),
  // Before the keys that would split or replace a selected block.
  priority: 1000,
  addKeyboardShortcuts() {
    const select = (side: BlockSide) => () => {
      const transaction = sourceBeside(this.editor.state, side);
      if (transaction) this.editor.view.dispatch(transaction.scrollIntoView());
      return transaction !== undefined;
    };
    return { Backspace: select("before"), Delete: select("after") };
  },
  addProseMirrorPlugins() {
    let arriving: SourcePlace | undefined;
    const inline = new Set<RawInlineView>();
    return [
      new Plugin({
        props: {
          nodeViews: {
            rawBlock: (node, view, getPos, decorations) =>
              createRawView(node, decorations, {
                view,
                position: getPos,
                arriving: () => arriving,
                lineEnd: this.options.lineEnd,
                undo: () => this.editor.commands.undo(),
                redo: () => this.editor.commands.redo(),
              }),
            rawInline: (node, view, getPos) => {
              const shown = createRawInlineView(node, {
                view,
                position: getPos,
                onLink: this.options.onLink,
                findImage: this.options.findImage,
                onGone: () => inline.delete(shown),
              });
              inline.add(shown);
              return shown;
            },
          },
          handleKeyDown: (view, event) => {
            arriving = arrivalOf(event);
            // The key has been handled by then, or has no effect here.
            if (arriving !== undefined)
              setTimeout(() => {
                arriving = undefined;
              });
            const opens = event.key === "Enter" || event.key === "F2";
            return opens && !event.isComposing && openSelected(view);
          },
          // A typed letter must not replace the selected node.
          handleTextInput: (view, _from, _to, text) => besideSelected(view, text),
        },
        view: () =>
          whenStill(() => {
            for (const shown of inline) shown.redefine();
          }),
      }),
    ];
  },
});

/** Calls `act` once the document has been unchanged for a moment after a change. */
function whenStill(act: () => void): PluginView {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return {
    update({ state }, before) {
      if (state.doc === before.doc) return;
      clearTimeout(timer);
      timer = setTimeout(act, settle);
    },
    destroy: () => clearTimeout(timer),
  };
}

function arrivalOf({ key, shiftKey }: KeyboardEvent): SourcePlace | undefined {
  if (shiftKey) return undefined;
  if (key === "ArrowDown" || key === "ArrowRight") return "start";
  return key === "ArrowUp" || key === "ArrowLeft" ? "end" : undefined;
}

/**
 * Selects the source beside the cursor's text, where Backspace or Delete would remove the whole block. The same
 * key then removes the selected block.
 * @returns undefined elsewhere
 */
export function sourceBeside(
  { selection, doc, tr }: EditorState,
  side: BlockSide,
): Transaction | undefined {
  const { $from, empty } = selection;
  const { parent } = $from;
  if (!empty || $from.depth === 0 || !parent.isTextblock || parent.content.size === 0)
    return undefined;
  const edge = side === "before" ? 0 : parent.content.size;
  if ($from.parentOffset !== edge) return undefined;
  const beside = doc.resolve(side === "before" ? $from.before() : $from.after());
  const block = side === "before" ? beside.nodeBefore : beside.nodeAfter;
  if (block?.type.name !== "rawBlock") return undefined;
  const position = side === "before" ? beside.pos - block.nodeSize : beside.pos;
  return tr.setSelection(NodeSelection.create(doc, position));
}

function selectedRaw({ state: { selection } }: EditorView): NodeSelection | undefined {
  const raw =
    selection instanceof NodeSelection &&
    (selection.node.type.name === "rawBlock" || selection.node.type.name === "rawInline");
  return raw ? selection : undefined;
}

function openSelected(view: EditorView): boolean {
  const selected = selectedRaw(view);
  if (!selected) return false;
  const { from } = selected;
  return (
    (rawViewAt(view, from)?.open(placeIn(selected)) ?? rawInlineViewAt(view, from)?.open()) === true
  );
}

/**
 * The place of the cursor in the source of a selected block: its end when the block ends the document,
 * otherwise its start.
 */
export const placeIn = ({ $to }: NodeSelection): SourcePlace =>
  $to.pos === $to.doc.content.size ? "end" : "start";

/** Inserts typed text after selected source within a line. Beside a selected block there is no place for text. */
function besideSelected(view: EditorView, text: string): boolean {
  const selected = selectedRaw(view);
  if (!selected) return false;
  if (selected.node.isInline) {
    const { tr, doc } = view.state;
    tr.setSelection(TextSelection.create(doc, selected.to)).insertText(text);
    view.dispatch(tr.scrollIntoView());
  }
  return true;
}

/** Follows the selected link or footnote that is shown as source; false when none is selected. */
export function followSelected(view: EditorView): boolean {
  const selected = selectedRaw(view);
  return selected !== undefined && (rawInlineViewAt(view, selected.from)?.follow() ?? false);
}
