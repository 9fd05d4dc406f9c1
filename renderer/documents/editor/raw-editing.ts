import { Extension } from "@tiptap/core";
import { NodeSelection, Plugin } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { LineEnd } from "../source/line-ends";
import { createRawView, rawViewAt, type SourcePlace } from "./raw-view";

/**
 * Lets what is shown as source be edited in its place: Enter, a click, or an arrow key that leads into it
 * opens it.
 */
export const RawEditing = Extension.create<{
  /** What a new line ends in, in a block that was a single one. */
  lineEnd: () => LineEnd;
}>({
  name: "rawEditing",
  addOptions: () => ({ lineEnd: () => "\n" }),
  // Before the keys that would split or replace a selected block.
  priority: 1000,
  addProseMirrorPlugins() {
    let arriving: SourcePlace | undefined;
    return [
      new Plugin({
        props: {
          nodeViews: {
            rawBlock: (node, view, getPos) =>
              createRawView(node, {
                view,
                position: getPos,
                arriving: () => arriving,
                lineEnd: this.options.lineEnd,
                undo: () => this.editor.commands.undo(),
                redo: () => this.editor.commands.redo(),
              }),
          },
          handleKeyDown: (view, event) => {
            arriving = arrivalOf(event);
            // The key has done its work by then, or has none here.
            if (arriving !== undefined) setTimeout(() => (arriving = undefined));
            return event.key === "Enter" && !event.isComposing && openSelected(view);
          },
          // A letter must not take the place of a whole block.
          handleTextInput: (view) => selectedRaw(view) !== undefined,
        },
      }),
    ];
  },
});

function arrivalOf({ key, shiftKey }: KeyboardEvent): SourcePlace | undefined {
  if (shiftKey) return undefined;
  if (key === "ArrowDown" || key === "ArrowRight") return "start";
  return key === "ArrowUp" || key === "ArrowLeft" ? "end" : undefined;
}

function selectedRaw({ state: { selection } }: EditorView): number | undefined {
  return selection instanceof NodeSelection && selection.node.type.name === "rawBlock"
    ? selection.from
    : undefined;
}

function openSelected(view: EditorView): boolean {
  const position = selectedRaw(view);
  return position !== undefined && (rawViewAt(view, position)?.open("start") ?? false);
}
