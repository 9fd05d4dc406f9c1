import { Extension } from "@tiptap/core";
import { Plugin } from "@tiptap/pm/state";
import { cleanHtml, hasStructure } from "./clean-html";
import { looksLikeMarkdown, markdownOf, sliceOfMarkdown, sliceOfText } from "./markdown";

/** What our own copies are marked with: they need no cleaning. */
const own = /<[^>]+ data-pm-slice="/;

/** Markdown and web pages become rich text when they are pasted; what is copied is Markdown to others. */
export const MarkdownClipboard = Extension.create({
  name: "markdownClipboard",
  addProseMirrorPlugins() {
    const { editor } = this;
    return [
      new Plugin({
        props: {
          clipboardTextParser: (text, _context, plain) =>
            !plain && looksLikeMarkdown(text)
              ? sliceOfMarkdown(text, editor.schema)
              : sliceOfText(text, editor.schema),
          clipboardTextSerializer: markdownOf,
          transformPastedHTML: (html) => (own.test(html) ? html : cleanHtml(html)),
          handlePaste(view, event) {
            const { clipboardData } = event;
            const html = clipboardData?.getData("text/html") ?? "";
            const text = clipboardData?.getData("text/plain") ?? "";
            if (html === "" || text === "" || own.test(html)) return false;
            const coloured = clipboardData?.types.includes("vscode-editor-data") === true;
            if (!coloured && hasStructure(html)) return false;
            return view.pasteText(text, event);
          },
        },
      }),
    ];
  },
});
