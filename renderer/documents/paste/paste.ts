import { Problem } from "@shared/base/problem";
import { type Editor, Extension } from "@tiptap/core";
import { DOMParser, type ParseOptions, type Schema, type Slice } from "@tiptap/pm/model";
import { Plugin, TextSelection, type Transaction } from "@tiptap/pm/state";
import type { EditorView } from "@tiptap/pm/view";
import type { ImageOptions } from "../images/files";
import { type CleanHtml, cleanHtml, hasStructure } from "./clean-html";
import { codeOf } from "./code";
import { looksLikeMarkdown, markdownOf, sliceOfMarkdown, sliceOfText } from "./markdown";
import { linkPictures, picturesIn, savePictures } from "./pictures";

/** The mark of HTML that this editor copied, which needs no cleaning. */
const ownCopy = /<[^>]+ data-pm-slice="/;

/**
 * Pastes Markdown and web pages as rich text, and copies as Markdown for other programs. When the HTML cannot
 * be read, the text beside it is pasted, so no pasted content is lost.
 */
export const MarkdownClipboard = Extension.create<ImageOptions>({
  name: "markdownClipboard",
  // Before the extension of tables, which would paste into a table before the pictures are saved.
  priority: 1050,
  addOptions: () => ({
    save: () => Promise.reject(new Error("nowhere to save")),
    report: () => {},
  }),
  addProseMirrorPlugins() {
    const { editor, options } = this;
    const { schema } = editor;
    /** The text on the clipboard beside the pasted HTML. */
    let clipboardText = "";
    /** The pictures in the pasted HTML. */
    let htmlPictures: Omit<CleanHtml, "html"> = { pictures: [], leftOut: 0 };
    const markdown = (text: string) =>
      orElse(
        () => sliceOfMarkdown(text, schema),
        () => sliceOfText(text, schema),
      );
    return [
      new Plugin({
        props: {
          handleDOMEvents: {
            paste(_view, { clipboardData }) {
              clipboardText = clipboardData?.getData("text/plain") ?? "";
              htmlPictures = { pictures: [], leftOut: 0 };
              return false;
            },
          },
          clipboardTextParser: (text, _context, plain) =>
            !plain && looksLikeMarkdown(text) ? markdown(text) : sliceOfText(text, schema),
          clipboardTextSerializer: markdownOf,
          clipboardParser: createParser(schema, () => markdown(clipboardText)),
          transformPastedHTML(html) {
            if (ownCopy.test(html)) return html;
            const clean = orElse(
              () => cleanHtml(html),
              () => ({ html: textAsHtml(clipboardText), pictures: [], leftOut: 0 }),
            );
            htmlPictures = clean;
            return clean.html;
          },
          handlePaste(view, { clipboardData }, slice) {
            const html = clipboardData?.getData("text/html") ?? "";
            const text = clipboardData?.getData("text/plain") ?? "";
            // In code, the editor pastes the plain text.
            if (html === "" || view.state.selection.$from.parent.type.spec.code) return false;
            const editorData = clipboardData?.getData("vscode-editor-data") ?? "";
            if (text !== "" && !ownCopy.test(html) && !editor.isActive("table")) {
              const code = codeOf(html, text, editorData);
              if (code?.text.trim().includes("\n"))
                return pasteCode(view, code.text, code.language);
              // Without the event: with the event, this handler would be called again.
              if (code) return view.pasteText(text);
              if (editorData !== "") return put(view, markdown(text));
              if (!hasStructure(html)) return view.pasteText(text);
            }
            if (htmlPictures.leftOut > 0) options.report(picturesLeftOut(htmlPictures.leftOut));
            if (picturesIn(slice).length === 0) return false;
            void pasteWithPictures(editor, slice, htmlPictures.pictures, options);
            return true;
          },
        },
      }),
    ];
  },
});

/** Parses HTML. Falls back to the text when parsing fails, as it does on thousands of nested elements. */
function createParser(schema: Schema, instead: () => Slice): DOMParser {
  const { rules } = DOMParser.fromSchema(schema);
  const parser = new DOMParser(schema, rules);
  parser.parseSlice = (dom: Node, parseOptions?: ParseOptions) =>
    orElse(() => DOMParser.prototype.parseSlice.call(parser, dom, parseOptions), instead);
  return parser;
}

function orElse<T>(work: () => T, instead: () => T): T {
  try {
    return work();
  } catch {
    return instead();
  }
}

function textAsHtml(text: string): string {
  const place = document.createElement("div");
  for (const part of text.split(/\n{2,}/)) {
    const line = document.createElement("p");
    line.textContent = part;
    place.append(line);
  }
  return place.innerHTML;
}

const picturesLeftOut = (count: number) =>
  new Problem(
    "cannot-write",
    `${count === 1 ? "A picture was" : `${count} pictures were`} left out: the program that it was copied from keeps it in a file of its own. Copy the picture by itself, or drop its file here.`,
  );

function put(view: EditorView, slice: Slice): boolean {
  view.dispatch(asPaste(view.state.tr.replaceSelection(slice)));
  return true;
}

const asPaste = (transaction: Transaction): Transaction =>
  transaction.scrollIntoView().setMeta("paste", true).setMeta("uiEvent", "paste");

function pasteCode(view: EditorView, text: string, language: string): boolean {
  const { schema } = view.state;
  const lines = text.replace(/^\n+|\s+$/g, "");
  const block = schema.node("codeBlock", { language: language === "" ? null : language }, [
    schema.text(lines),
  ]);
  view.dispatch(asPaste(view.state.tr.replaceSelectionWith(block)));
  return true;
}

/**
 * Saves the pictures of a slice and then pastes the slice in one step. Text typed meanwhile comes after the
 * pasted content. A picture that cannot be saved is left out with a message.
 */
async function pasteWithPictures(
  editor: Editor,
  slice: Slice,
  pictures: readonly string[],
  options: ImageOptions,
): Promise<void> {
  let { from: start, to: end } = editor.state.selection;
  const follow = ({ transaction: { mapping } }: { transaction: Transaction }) => {
    start = mapping.map(start, -1);
    end = Math.max(start, mapping.map(end, -1));
  };
  editor.on("transaction", follow);
  const saved = await savePictures(picturesIn(slice), pictures, options).finally(() =>
    editor.off("transaction", follow),
  );
  if (editor.isDestroyed) {
    options.report(
      new Problem(
        "cannot-write",
        "The document was left before its pictures were saved, so nothing was pasted. Paste again.",
      ),
    );
    return;
  }
  const { view } = editor;
  const { doc, tr } = view.state;
  const linked = linkPictures(slice, saved, editor.schema);
  view.dispatch(tr.setSelection(TextSelection.between(doc.resolve(start), doc.resolve(end))));
  // Other paste handlers, such as that of tables, now get the slice. They do not use the event.
  const event = new ClipboardEvent("paste");
  const taken = view.someProp("handlePaste", (handle) => handle(view, event, linked) || undefined);
  if (taken !== true) put(view, linked);
}
