import { blocksOf } from "@shared/markdown/document-slices";
import { reparse } from "@shared/markdown/reparse";
import { kindOf } from "@shared/specs/analysis/documents";
import { Editor } from "@tiptap/core";
import { closeHistory, isHistoryTransaction } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import { EditorState, type Transaction } from "@tiptap/pm/state";
import { documentExtensions } from "../editor/extensions";
import { FormatShortcuts } from "../editor/formats";
import type { FindImage } from "../editor/images";
import { isTick } from "../editor/is-tick";
import { NextTask } from "../editor/next-task";
import { RawEditing } from "../editor/raw-editing";
import { readSelection } from "../editor/read-selection";
import { fromFile, replaceDocument, replaceWhole } from "../editor/replace";
import { type SpecEvents, specEvents } from "../editor/spec-events";
import { writingExtensions } from "../editor/writing";
import { imageSaver } from "../images/project-images";
import type { LineEnd } from "../source/line-ends";
import { linkSource, rememberTexts, type SourceLink } from "../source/source-link";
import { layOutText, type TextLayout } from "../source/text-layout";
import type { Base } from "./file-base";
import type { Keeper, Produced } from "./keeper";
import { keepDocument } from "./open-documents";
import {
  asDocument,
  blocksIn,
  noteShown,
  type RichDocument,
  sketchOf,
  sketchOfSource,
  type Written,
  writeBlocks,
} from "./rich-text";

export interface SessionOptions {
  /** Where the editor goes. */
  readonly element: HTMLElement;
  readonly project: string;
  readonly path: string;
  readonly title: string;
  readonly document: RichDocument;
  /** What is in the file now. */
  readonly file: Base;
  /** The text that a draft rests on, when the document is one. */
  readonly restoredOn: string | undefined;
  /** A document that cannot be edited has no keeper. */
  readonly editable: boolean;
  readonly findImage: FindImage;
  readonly spec: SpecEvents;
  /** Follows a link of the document. */
  onLink(href: string): void;
  /** Escape: Tab belongs to lists and tables, so there is another way out by keyboard. */
  onLeave(): void;
  /** The file is gone, or holds something that the editor has no form for. */
  onUnreadable(): void;
}

/** One open document: its editor, and the keeper of its edits. */
export interface Session {
  readonly editor: Editor;
  /** The document's text as it would be saved now. */
  text(): string;
  flush(): Promise<void>;
  /** Settles a conflict with what was changed outside. */
  settle: Keeper["settle"];
  /** The source of the document, for a view in which it is edited. */
  readonly source: Pick<SourceLink, "edit" | "follow" | "settle"> & {
    /** The exact text; or why the rich text has none at the moment. */
    text(): Produced;
    lineEnd(): LineEnd;
  };
  /** The text, and where the editor's blocks are in it; undefined while it has none. */
  layout(): TextLayout | undefined;
  /** Tells of every text that is shown in the place of another. @returns the function that stops it */
  onShown(tell: () => void): () => void;
  close(): void;
}

/**
 * Before every change to the page React works out where the selection stands in the focused element, so as to
 * bring it back, by walking over all of a contenteditable's text: 150 ms in 1 MB. The editor looks after its
 * own selection, and React passes over an element that does not say it is editable. The attribute stays.
 */
function hideFromReact(dom: HTMLElement): void {
  Object.defineProperty(dom, "contentEditable", { get: () => "inherit", set: () => undefined });
}

/** So many blocks are more than a window shows at once, several times over. */
const isLong = ({ markdown }: RichDocument): boolean => blocksOf(markdown).length > 200;

/** Opens the editor on a document. Close it when it is no longer shown. */
export function openSession(options: SessionOptions): Session {
  let document = options.document;
  /** What the editor is about to show. */
  let coming: Node | undefined;
  let saved: Transaction | undefined;

  const editor = new Editor({
    element: options.element,
    injectCSS: false,
    editable: options.editable,
    // Pasted Markdown is read as a whole; as plain text its signs are text.
    enablePasteRules: ["link"],
    extensions: [
      ...documentExtensions(options.findImage),
      RawEditing.configure({
        lineEnd: () => document.markdown.eol,
        onLink: (href) => options.onLink(href),
        findImage: options.findImage,
      }),
      FormatShortcuts,
      ...writingExtensions(imageSaver(options.path)),
      specEvents(options.spec),
      ...(kindOf(options.path) === "tasks" ? [NextTask] : []),
    ],
    editorProps: {
      attributes: {
        role: "textbox",
        "aria-multiline": "true",
        "aria-label": options.title,
        ...(options.editable ? {} : { "aria-readonly": "true", tabindex: "0" }),
        spellcheck: "true",
        class: `document-text${isLong(document) ? " long" : ""}`,
      },
      handleKeyDown: ({ dom }, event) => {
        // A menu beside the cursor is what Escape closes first.
        const inMenu = dom.hasAttribute("aria-activedescendant");
        if (event.key !== "Escape" || event.isComposing || inMenu) return false;
        options.onLeave();
        return true;
      },
      handleClick: (_view, _position, event) => follow(event, options.onLink),
    },
    onUpdate: ({ transaction }) => {
      if (isHistoryTransaction(transaction)) document = texts.recall(editor.state.doc) ?? document;
      if (transaction.getMeta(fromFile) === true) return;
      if (transaction === saved) return;
      keeper?.edited();
      if (isTick(transaction)) void keeper?.flush();
    },
  });

  // A tick is done when it is made, as nothing is to be typed after it that would be worth waiting for; it is on its
  // way to the file before it is drawn.
  editor.on("beforeTransaction", ({ transaction, nextState }) => {
    if (!isTick(transaction) || isHistoryTransaction(transaction)) return;
    if (transaction.getMeta(fromFile) === true || nextState.doc === editor.state.doc) return;
    coming = nextState.doc;
    saved = transaction;
    keeper?.edited();
    void keeper?.flush();
    coming = undefined;
  });

  hideFromReact(editor.view.dom);
  // A view is made before its plugins and drawn again with them: a long text is drawn once, by all of it.
  const { schema, view, state } = editor;
  const doc = schema.nodeFromJSON(document.content);
  view.updateState(EditorState.create({ doc, plugins: [...state.plugins] }));
  noteShown(document, editor.state.doc);

  // A save that follows a draft asks for the same text again; and one that follows the end of the view
  // needs the last state.
  let closed: Node | undefined;
  let last: { doc: Node; document: RichDocument; produced: Written } | undefined;
  const docNow = () => closed ?? coming ?? editor.state.doc;
  const write = (): Written => {
    const doc = docNow();
    if (last?.doc !== doc || last.document !== document)
      last = { doc, document, produced: writeBlocks(document, doc) };
    return last.produced;
  };
  const produce = (): Produced => {
    const ahead = source.ahead();
    return ahead === undefined ? write() : { ok: true, text: ahead };
  };

  const texts = rememberTexts();
  const listeners = new Set<() => void>();
  // Greater than every id in the editor's history.
  let nextId = document.markdown.nextId;
  const adopt = (next: RichDocument, by: "file" | "person") => {
    const doc = editor.schema.nodeFromJSON(next.content);
    nextId = Math.max(nextId, next.markdown.nextId);
    if (closed) {
      document = next;
      closed = doc;
      return;
    }
    readSelection(editor.view);
    const transaction = replaceDocument(editor.state, doc, by);
    if (by === "person") texts.remember(editor.state.doc, document);
    document = next;
    editor.view.dispatch(transaction);
    if (editor.state.doc.eq(doc)) noteShown(next, editor.state.doc);
    const written = write();
    if (!written.ok || written.text !== next.text)
      editor.view.dispatch(replaceWhole(editor.state, doc, by));
    if (by === "person") {
      texts.remember(editor.state.doc, document);
      // What is typed next is a step of its own.
      editor.view.dispatch(closeHistory(editor.state.tr));
    }
    for (const tell of listeners) tell();
  };
  const source = linkSource({
    edited: () => keeper?.edited(),
    show(text) {
      const written = write();
      const before = written.ok ? written.markdown : document.markdown;
      const next = asDocument(reparse({ ...before, nextId }, text));
      if (next.kind === "source") return false;
      adopt(next, "person");
      return true;
    },
  });

  const show = (text: string, by: "file" | "person"): void => {
    const next = asDocument(reparse({ ...document.markdown, nextId }, text));
    if (next.kind === "source") {
      options.onUnreadable();
      return;
    }
    source.drop();
    adopt(next, by);
  };
  let endComposing: () => void = () => undefined;
  // A character that is being composed would come to nothing if the text changed around it.
  const composed = (): Promise<void> | undefined => {
    if (closed || !editor.view.composing) return undefined;
    return new Promise((resolve) => {
      endComposing = resolve;
      // The editor reads what was composed after this event.
      const end = () => setTimeout(resolve, 50);
      editor.view.dom.addEventListener("compositionend", end, { once: true });
    });
  };

  const keeper = options.editable
    ? keepDocument({
        project: options.project,
        path: options.path,
        file: options.file,
        restoredOn: options.restoredOn,
        produce,
        sketch() {
          const ahead = source.ahead();
          return ahead === undefined ? sketchOf(document, docNow()) : sketchOfSource(ahead);
        },
        onText: show,
        pause: composed,
        onGone: options.onUnreadable,
      })
    : undefined;

  // The shell listens for the same shortcuts: what the editor has done is not to be done again.
  const stop = (event: KeyboardEvent) => {
    if (event.defaultPrevented) event.stopPropagation();
  };
  options.element.addEventListener("keydown", stop);

  const text = () => {
    const produced = produce();
    return produced.ok ? produced.text : document.text;
  };

  return {
    editor,
    text,
    flush: async () => keeper?.flush(),
    settle: async (conflict, choice) => keeper?.settle(conflict, choice),
    source: {
      edit: source.edit,
      follow: source.follow,
      settle: source.settle,
      text: produce,
      lineEnd: () => document.markdown.eol,
    },
    layout() {
      const written = write();
      return written.ok ? layOutText(written.markdown, blocksIn(docNow())) : undefined;
    },
    onShown(tell) {
      listeners.add(tell);
      return () => listeners.delete(tell);
    },
    close() {
      options.element.removeEventListener("keydown", stop);
      closed = editor.state.doc;
      endComposing();
      source.follow(false);
      keeper?.close();
      editor.destroy();
    },
  };
}

function follow(event: MouseEvent, onLink: (href: string) => void): boolean {
  if (!(event.ctrlKey || event.metaKey) || !(event.target instanceof Element)) return false;
  const href = event.target.closest("a")?.getAttribute("href");
  if (href === null || href === undefined) return false;
  event.preventDefault();
  onLink(href);
  return true;
}
