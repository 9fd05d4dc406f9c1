import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { markdown, markdownLanguage } from "@codemirror/lang-markdown";
import { syntaxHighlighting } from "@codemirror/language";
import {
  highlightSelectionMatches,
  openSearchPanel,
  search,
  searchKeymap,
} from "@codemirror/search";
import { Annotation, EditorState, Transaction } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { editBetween, isNoEdit } from "@shared/base/text-edit";
import type { Place } from "@shared/specs/analysis/finding";
import type { ImageOptions } from "../images/files";
import { codeTheme, markdownColours } from "./code-theme";
import { type ExactText, exactText } from "./exact-text";
import type { LineEnd } from "./line-ends";
import { type BlockTops, pixelsOf, placeAt, type ScrollPlace } from "./scroll-place";
import { sourceImages } from "./source-images";

export interface CodeEditorOptions {
  readonly parent: HTMLElement;
  /** The exact text, with its byte-order mark and line ends. */
  readonly text: string;
  /** The accessible name. */
  readonly label: string;
  readonly editable: boolean;
  /** Saves inserted images. */
  readonly images: ImageOptions;
  lineEnd(): LineEnd;
  /** The person changed the text; `read` returns the exact text at any time. */
  onEdit(read: () => string): void;
  /** Escape. */
  onLeave(): void;
  onScroll(): void;
}

/** The source of a document in a code editor. All indexes are UTF-16 offsets in the exact text. */
export interface CodeEditor {
  text(): string;
  /** Shows a text from elsewhere by the smallest change. Undo takes the change back when `by` is the person. */
  show(text: string, by?: "file" | "person"): void;
  /** The offset of the cursor. */
  cursor(): number;
  moveTo(index: number): void;
  /** The scroll position of the source. @param starts the offsets at which the document's blocks begin */
  place(starts: readonly number[]): ScrollPlace;
  scrollTo(place: ScrollPlace, starts: readonly number[]): void;
  /** Selects a place and scrolls it into view. */
  showPlace(place: Place): void;
  /** Puts the cursor at an offset and scrolls its line to the top. */
  showTop(index: number): void;
  /** The selected text. */
  selected(): string;
  /** Calls `tell` after edits by the person, selections, or scrolling. @returns the function that stops the calls */
  on(what: "edit" | "select" | "scroll", tell: () => void): () => void;
  focus(): void;
  find(): void;
  destroy(): void;
}

const fromElsewhere = Annotation.define<true>();

/** Puts a code editor into an element. Destroy it when it is no longer shown. */
export function createCodeEditor(options: CodeEditorOptions): CodeEditor {
  let exact: ExactText = exactText(options.text, options.lineEnd());
  const toPlain = (index: number) => Math.min(exact.toPlain(index), view.state.doc.length);
  const listeners = { edit: new Set<() => void>(), select: new Set<() => void>() };
  const tell = (what: "edit" | "select") => {
    for (const listener of listeners[what]) listener();
  };

  const view = new EditorView({
    parent: options.parent,
    state: EditorState.create({
      doc: exact.plain,
      extensions: [
        lineNumbers(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        drawSelection(),
        history(),
        search({ top: true }),
        highlightSelectionMatches(),
        markdown({ base: markdownLanguage, completeHTMLTags: false }),
        syntaxHighlighting(markdownColours),
        EditorView.lineWrapping,
        sourceImages(options.images),
        EditorState.readOnly.of(!options.editable),
        EditorView.contentAttributes.of({
          "aria-label": options.label,
          // Editable text takes the focus without a tabindex, but accessibility checkers of scrolling elements
          // do not know that.
          tabindex: "0",
          ...(options.editable ? {} : { "aria-readonly": "true" }),
        }),
        keymap.of([
          ...searchKeymap,
          {
            key: "Escape",
            run() {
              options.onLeave();
              return true;
            },
          },
          ...historyKeymap,
          ...defaultKeymap,
        ]),
        codeTheme,
        EditorView.updateListener.of((update) => {
          if (update.selectionSet) tell("select");
          if (!update.docChanged) return;
          if (update.transactions.some((it) => it.annotation(fromElsewhere))) return;
          exact.note(update.changes);
          options.onEdit(exact.read);
          tell("edit");
        }),
      ],
    }),
  });
  const topsOf = (starts: readonly number[]): BlockTops => ({
    count: starts.length,
    top: (block) => view.lineBlockAt(toPlain(starts[block] ?? 0)).top + view.documentPadding.top,
    height: view.scrollDOM.scrollHeight,
  });
  /** A later request for a place replaces an earlier one. */
  const again = {};
  const stay = () => view.requestMeasure({ key: again, read: () => undefined });
  view.scrollDOM.addEventListener("scroll", options.onScroll, { passive: true });

  return {
    text: () => exact.read(),
    show(text, by = "file") {
      if (text === exact.read()) return;
      exact = exactText(text, options.lineEnd());
      const edit = editBetween(view.state.doc.toString(), exact.plain);
      if (isNoEdit(edit)) return;
      view.dispatch({
        changes: edit,
        annotations: [fromElsewhere.of(true), Transaction.addToHistory.of(by === "person")],
      });
    },
    cursor: () => exact.toExact(view.state.selection.main.head),
    moveTo(index) {
      const anchor = toPlain(index);
      view.dispatch({ selection: { anchor } });
    },
    place: (starts) => placeAt(view.scrollDOM.scrollTop, topsOf(starts)),
    scrollTo(place, starts) {
      // Lines that were never drawn have an estimated height. So the position is set once more when the heights
      // of the lines around are known.
      const scroll = () => {
        view.scrollDOM.scrollTop = pixelsOf(place, topsOf(starts));
      };
      scroll();
      view.requestMeasure({ key: again, read: () => undefined, write: scroll });
    },
    showPlace({ line, column, end }) {
      const { doc } = view.state;
      const at = (row: number, behind: number) => {
        const found = doc.line(Math.min(row, doc.lines));
        return Math.min(found.from + behind - 1, found.to);
      };
      const anchor = at(line, column);
      stay();
      view.dispatch({
        selection: { anchor, head: end ? at(end.line, end.column) : anchor },
        effects: EditorView.scrollIntoView(anchor, { y: "nearest", yMargin: 64 }),
      });
    },
    showTop(index) {
      const anchor = toPlain(index);
      stay();
      view.dispatch({
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: "start" }),
      });
    },
    selected() {
      const { from, to } = view.state.selection.main;
      return view.state.sliceDoc(from, to);
    },
    on(what, listener) {
      if (what === "scroll") {
        view.scrollDOM.addEventListener("scroll", listener, { passive: true });
        return () => view.scrollDOM.removeEventListener("scroll", listener);
      }
      listeners[what].add(listener);
      return () => listeners[what].delete(listener);
    },
    focus: () => view.focus(),
    find: () => void openSearchPanel(view),
    destroy: () => view.destroy(),
  };
}
