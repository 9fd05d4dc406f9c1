import { type Editor, Extension } from "@tiptap/core";
import { Fragment, type Node } from "@tiptap/pm/model";
import { Plugin, type Transaction } from "@tiptap/pm/state";
import { placeBlocks } from "../editor/place";
import { droppedFiles, filesOf, type ImageOptions, refuseFiles, saveEach } from "./files";

declare module "@tiptap/core" {
  interface Commands<ReturnType> {
    imageInsertion: {
      /** Asks for images with the system's dialog and puts them at the cursor. */
      chooseImages: () => ReturnType;
    };
  }
}

/** Images that are pasted or dropped are saved beside the document and linked. */
export const ImageInsertion = Extension.create<ImageOptions>({
  name: "imageInsertion",
  // Before what is pasted otherwise.
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
          // What is put into a text that cannot be edited reaches none of the above, and must not be silent.
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
  // In the page for as long as it is asked with: one that is not may be collected meanwhile.
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

/** Each at the cursor as it then is: what is typed meanwhile stays where it is. */
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
