import type { ProjectTop } from "@shared/base/ids";
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
import type { Produced } from "./file-merge";
import type { Keeper } from "./keeper";
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
  /** The element that contains the editor. */
  readonly element: HTMLElement;
  readonly project: ProjectTop;
  readonly path: string;
  readonly title: string;
  readonly document: RichDocument;
  /** The content of the file now. */
  readonly file: Base;
  /** The text that a restored draft is based on; undefined when the document is not a draft. */
  readonly restoredOn: string | undefined;
  /** A document that cannot be edited has no keeper. */
  readonly editable: boolean;
  readonly findImage: FindImage;
  readonly spec: SpecEvents;
  /** Follows a link of the document. */
  onLink(href: string): void;
  /** Escape was pressed. Tab belongs to lists and tables, so Escape is the keyboard's way out of the editor. */
  onLeave(): void;
  /** The file is gone, or contains something that the editor cannot show as rich text. */
  onUnreadable(): void;
}

/** One open document: its editor, and the keeper of its edits. */
export interface Session {
  readonly editor: Editor;
  /** The document's text as a save would write it now. */
  text(): string;
  flush(): Promise<void>;
  /** Settles a conflict with a change made outside. */
  settle: Keeper["settle"];
  /** The document's source, for a view that edits the source. */
  readonly source: Pick<SourceLink, "edit" | "follow" | "settle"> & {
    /** The exact text; or the reason why the rich text has no text form at the moment. */
    text(): Produced;
    lineEnd(): LineEnd;
  };
  /** The text and the offsets of the editor's blocks in it; undefined when the rich text has no text form. */
  layout(): TextLayout | undefined;
  /** Calls `tell` whenever another text replaces the shown one. @returns the function that stops the calls */
  onShown(tell: () => void): () => void;
  close(): void;
}

/**
 * Before each change of the page, React walks over all text of a focused contenteditable to find the selection,
 * so that it can restore it. The editor restores its own selection. React skips an element whose
 * `contentEditable` property does not say that it is editable. The attribute stays. In 500 KB the
 * page is busy for 226 ms after a key and its save, and for 347 ms otherwise (bench row `hidden-editor`).
 */
function hideFromReact(dom: HTMLElement): void {
  Object.defineProperty(dom, "contentEditable", {
    configurable: true,
    get: () => "inherit",
    set: () => undefined,
  });
}

/** 200 blocks are several times more than a window shows at once. */
const isLong = ({ markdown }: RichDocument): boolean => blocksOf(markdown).length > 200;

/** Opens the editor on a document. Call `close` when the document is no longer shown. */
export function openSession(options: SessionOptions): Session {
  let document = options.document;
  /** The document that the editor shows after its next transaction. */
  let nextDoc: Node | undefined;
  let saved: Transaction | undefined;

  const editor = new Editor({
    element: options.element,
    injectCSS: false,
    editable: options.editable,
    // Pasted Markdown is parsed as a whole. The signs of pasted plain text stay text.
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
        // Escape closes an open menu beside the cursor first.
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

  // A tick is a complete edit: no more typing follows, so there is nothing to wait for. Its save begins before
  // the editor draws the tick.
  editor.on("beforeTransaction", ({ transaction, nextState }) => {
    if (!isTick(transaction) || isHistoryTransaction(transaction)) return;
    if (transaction.getMeta(fromFile) === true || nextState.doc === editor.state.doc) return;
    nextDoc = nextState.doc;
    saved = transaction;
    keeper?.edited();
    void keeper?.flush();
    nextDoc = undefined;
  });

  hideFromReact(editor.view.dom);
  // Tiptap creates the view without plugins and then draws it again with them. Setting text and plugins
  // together draws a long text only once.
  const { schema, view, state } = editor;
  const doc = schema.nodeFromJSON(document.content);
  view.updateState(EditorState.create({ doc, plugins: [...state.plugins] }));
  noteShown(document, editor.state.doc);

  // A save after a draft asks for the same text again. A save after the end of the view needs the last state.
  let closed: Node | undefined;
  let last: { doc: Node; document: RichDocument; produced: Written } | undefined;
  const docNow = () => closed ?? nextDoc ?? editor.state.doc;
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
  // Greater than every slice id in the editor's history.
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
      // The next typed character begins a new undo step.
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
  // A change of the text would destroy a character that is being composed.
  const composed = (): Promise<void> | undefined => {
    if (closed || !editor.view.composing) return undefined;
    return new Promise((resolve) => {
      endComposing = resolve;
      // The editor reads the composed text after this event.
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

  // The app shell listens for the same shortcuts. It must not repeat a command that the editor has carried out.
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
