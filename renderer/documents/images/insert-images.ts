import { type Editor, Extension } from "@tiptap/core";
import { Fragment, type Node } from "@tiptap/pm/model";
import { Plugin, type Transaction } from "@tiptap/pm/state";
import { placeBlocks } from "../editor/place";
import { droppedFiles, filesOf, type ImageOptions, refuseFiles, saveEach } from "./files";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    imageInsertion: {
      /** Opens the system's file dialog for images and inserts them at the cursor. */
      chooseImages: () => ReturnType;
    };
  }
}

/** Saves pasted and dropped images beside the document, and links them. */
export const ImageInsertion = Extension.create<ImageOptions>({
  name: "imageInsertion",
  // Before the other paste handlers.
  priority: 1100,
  addOptions: () => ({
    save: () => Promise.reject(new Error("nowhere to save")),
    report: () => {},
  }),
  addCommands() {
    return {
      chooseImages:
        () =>
        ({ editor }) => {
          if (!editor.isEditable) return false;
          choose(editor, this.options);
          return true;
        },
    };
  },
  addProseMirrorPlugins() {
    const { editor, options } = this;
    return [
      new Plugin({
        props: {
          handlePaste: (_view, { clipboardData }) =>
            insertFiles(editor, filesOf(clipboardData), options),
          handleDrop(view, event, _slice, moved) {
            const files = droppedFiles(event);
            if (moved || files.length === 0) return false;
            const at = view.posAtCoords({ left: event.clientX, top: event.clientY })?.pos;
            if (at !== undefined) editor.commands.setTextSelection(at);
            editor.commands.focus();
            return insertFiles(editor, files, options);
          },
          // In a read-only text the handlers above are not called. The person must be told nevertheless.
          handleDOMEvents: {
            dragover(view, event) {
              if (view.editable || !event.dataTransfer?.types.includes("Files")) return false;
              event.preventDefault();
              return true;
            },
            drop: (view, event) =>
              !view.editable && refuseFiles(event, droppedFiles(event), options),
            paste: (view, event) =>
              !view.editable && refuseFiles(event, filesOf(event.clipboardData), options),
          },
        },
      }),
    ];
  },
});

function choose(editor: Editor, options: ImageOptions): void {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = "image/png,image/jpeg,image/gif,image/webp,image/svg+xml";
  input.multiple = true;
  input.hidden = true;
  input.ariaLabel = "Images";
  input.addEventListener("change", () => {
    insertFiles(editor, [...(input.files ?? [])], options);
    end();
  });
  input.addEventListener("cancel", end);
  // The input is in the page while the dialog is open. Otherwise it could be garbage-collected meanwhile.
  document.body.append(input);
  input.click();

  function end() {
    input.remove();
    editor.commands.focus();
  }
}

function insertFiles(editor: Editor, files: readonly File[], options: ImageOptions): boolean {
  if (!editor.isEditable || files.length === 0) return false;
  void insertAll(editor, files, options);
  return true;
}

/** Each image goes to the current cursor, so text typed meanwhile stays in place. */
async function insertAll(editor: Editor, files: readonly File[], options: ImageOptions) {
  let at = editor.state.selection.from;
  const follow = ({ transaction }: { transaction: Transaction }) => {
    at = transaction.mapping.map(at);
  };
  editor.on("transaction", follow);
  try {
    await saveEach(files, options, ({ src, alt }) => {
      if (editor.isDestroyed) return false;
      const image = editor.schema.nodes["image"]?.create({ src, alt });
      if (image) editor.view.dispatch(putImage(editor, image, at));
      return true;
    });
  } finally {
    editor.off("transaction", follow);
  }
}

function putImage({ state, schema }: Editor, image: Node, at: number): Transaction {
  const { parent } = state.doc.resolve(at);
  if (parent.inlineContent && !parent.type.spec.code) return state.tr.insert(at, image);
  const paragraph = schema.node("paragraph", null, [image]);
  return placeBlocks(state.tr, Fragment.from(paragraph));
}
