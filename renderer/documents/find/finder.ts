import type { Editor } from "@tiptap/core";
import { closeHistory } from "@tiptap/pm/history";
import type { Node } from "@tiptap/pm/model";
import { NodeSelection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { readSelection } from "../editor/read-selection";
import {
  type Found,
  firstFrom,
  gather,
  type Match,
  matchAt,
  matchesIn,
  type Origin,
} from "./found";
import { highlight, nearScreen } from "./highlights";
import type { Query, Span } from "./query";
import { type Exchange, replaceMatches } from "./replacing";
import { createSearcher, type Searcher } from "./searcher";
import { isRaw, type Piece, piecesOf, textOf } from "./text-pieces";

/** The state of a search, for the bar. */
export interface FindState {
  readonly searching: boolean;
  readonly count: number;
  /** The number of the shown match, from 1; 0 without a match. */
  readonly current: number;
  /** Why there is no result, or what a replacement did. */
  readonly word: string | undefined;
}

/** Finds and replaces in one document, while the bar is open. */
export interface Finder {
  state(): FindState;
  subscribe(listener: () => void): () => void;
  /** Starts a new search from the cursor. */
  find(query: Query): void;
  /** Goes to the next or the previous match. After the last match comes the first. */
  step(direction: 1 | -1): Promise<void>;
  /** Replaces the shown match and goes to the next. */
  replace(by: string): Promise<void>;
  /** Replaces all matches, in one undo step. */
  replaceAll(by: string): Promise<void>;
  /** Ends the search and selects the shown match. */
  close(): void;
}

/** Milliseconds from the last key to a new search in a changed document. */
const settleMs = 150;
/** Up to this many matches are all highlighted; of more, only those near the screen. */
const fewMatches = 300;

const nothing: FindState = { searching: false, count: 0, current: 0, word: undefined };

export function createFinder(editor: Editor, searcher: Searcher = createSearcher()): Finder {
  const listeners = new Set<() => void>();
  let state = nothing;
  let query: Query | undefined;
  /** The matches of each searched block. After an edit, only changed blocks are searched again. */
  let knownMatches = new WeakMap<Node, readonly Span[]>();
  let found: Found | undefined;
  let current: number | undefined;
  let origin: Origin = { position: editor.state.selection.from, inside: 0 };
  /** The person has moved the cursor since the current match was shown. */
  let moved = false;
  let ours = false;
  let run = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let frame: number | undefined;

  const dispatch = (transaction: Transaction) => {
    ours = true;
    editor.view.dispatch(transaction);
    ours = false;
  };
  const tell = (next: Partial<FindState>) => {
    state = { ...state, ...next };
    for (const listener of listeners) listener();
  };

  /** @returns the matches in the current document; undefined without an answer */
  async function refresh(): Promise<Found | undefined> {
    clearTimeout(timer);
    const mine = ++run;
    const wanted = query;
    while (wanted) {
      const { doc } = editor.state;
      if (found?.doc === doc) return found;
      const pieces = piecesOf(doc);
      const missing = pieces.filter(({ node }) => !knownMatches.has(node));
      if (missing.length > 0) {
        tell({ searching: true });
        const answer = await searcher.search({ query: wanted, texts: missing.map(textOf) });
        if (mine !== run) return undefined;
        if (answer.kind === "failed") {
          forget(answer.why);
          return undefined;
        }
        for (const [index, piece] of missing.entries())
          knownMatches.set(piece.node, withoutAtoms(piece, answer.spans[index] ?? []));
        if (editor.state.doc !== doc) continue;
      }
      found = gather(doc, pieces, ({ node }) => knownMatches.get(node) ?? []);
      const next = firstFrom(found, origin);
      current = found.count === 0 ? undefined : next % found.count;
      show();
      return found;
    }
    return undefined;
  }

  function forget(word?: string): void {
    found = undefined;
    current = undefined;
    readSelection(editor.view);
    dispatch(highlight(editor.state.tr, [], undefined));
    tell({ ...nothing, word });
  }

  const match = (): Match | undefined =>
    found && current !== undefined ? matchAt(found, current) : undefined;

  /** Highlights the matches in the current document. */
  function show(): void {
    if (found?.doc !== editor.state.doc) return;
    const here = match();
    const { from, to } =
      found.count > fewMatches ? nearScreen(editor.view) : { from: 0, to: found.doc.content.size };
    const near = matchesIn(found, from, to);
    if (here && !near.some(({ span }) => span === here.span)) near.push(here);
    readSelection(editor.view);
    dispatch(highlight(editor.state.tr, near, here));
    tell({ searching: false, count: found.count, current: (current ?? -1) + 1, word: undefined });
  }

  function reveal(): void {
    editor.view.dom.querySelector(".found-here")?.scrollIntoView({ block: "nearest" });
    // Only the scrolling has drawn the blocks that were far away.
    if (found && found.count > fewMatches) show();
  }

  function select(): void {
    const here = match();
    if (!here || found?.doc !== editor.state.doc) return;
    const { doc, tr } = editor.state;
    const selection = isRaw(here.piece.node)
      ? NodeSelection.create(doc, here.from)
      : TextSelection.create(doc, here.from, here.to);
    dispatch(tr.setSelection(selection));
    origin = { position: here.from, inside: here.span.from };
    moved = false;
  }

  const changed = ({ transaction }: { transaction: Transaction }) => {
    origin = { ...origin, position: transaction.mapping.map(origin.position) };
    if (!ours && editor.view.hasFocus()) {
      moved = true;
      origin = { position: transaction.selection.from, inside: 0 };
    }
    if (!transaction.docChanged) return;
    clearTimeout(timer);
    timer = setTimeout(() => void refresh(), settleMs);
  };
  const scrolled = () => {
    if (!found || found.count <= fewMatches) return;
    frame ??= requestAnimationFrame(() => {
      frame = undefined;
      show();
    });
  };
  const scroller = editor.view.dom.closest(".document-scroll");
  editor.on("transaction", changed);
  scroller?.addEventListener("scroll", scrolled, { passive: true });

  /** The exchanges for these matches in the current document. */
  async function exchangesFor(
    wanted: readonly (Piece & { readonly spans: readonly Span[] })[],
    by: string,
  ): Promise<Exchange[] | undefined> {
    if (!query) return undefined;
    const { doc } = editor.state;
    const replacement = { text: by, template: query.regex };
    const answer = await searcher.search({ query, texts: wanted.map(textOf), replacement });
    if (answer.kind === "failed") {
      forget(answer.why);
      return undefined;
    }
    if (editor.state.doc !== doc) return undefined;
    return wanted.map(({ node, position, spans }, index) => {
      const starts = new Set(spans.map(({ from }) => from));
      return {
        node,
        position,
        spans: (answer.spans[index] ?? []).filter(({ from }) => starts.has(from)),
      };
    });
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    find(next) {
      query = next;
      knownMatches = new WeakMap();
      found = undefined;
      if (next.text === "") {
        run += 1;
        query = undefined;
        forget();
      } else void refresh().then((result) => result && reveal());
    },
    async step(direction) {
      const result = await refresh();
      if (!result || current === undefined) return;
      if (moved) {
        const { from, to } = editor.state.selection;
        const ahead = firstFrom(result, { position: direction === 1 ? to : from, inside: 0 });
        current = direction === 1 ? ahead : ahead - 1;
      } else current += direction;
      current = (current + result.count) % result.count;
      select();
      show();
      reveal();
    },
    async replace(by) {
      await refresh();
      const here = match();
      const [one] =
        (here && (await exchangesFor([{ ...here.piece, spans: [here.span] }], by))) ?? [];
      const span = one?.spans[0];
      if (!one || !here || !span) return;
      dispatch(closeHistory(replaceMatches(editor.state.tr, [one])));
      const after = span.from + (span.by ?? "").length;
      origin = isRaw(here.piece.node)
        ? { position: here.from, inside: after }
        : { position: here.piece.position + 1 + after, inside: 0 };
      await refresh();
      select();
      show();
      reveal();
    },
    async replaceAll(by) {
      const result = await refresh();
      const exchanges = result && (await exchangesFor(result.pieces, by));
      if (!exchanges || exchanges.length === 0) return;
      dispatch(closeHistory(replaceMatches(editor.state.tr, exchanges)));
      await refresh();
      const done = exchanges.reduce((sum, { spans }) => sum + spans.length, 0);
      tell({ word: done === 1 ? "1 replaced." : `${done.toLocaleString("en-GB")} replaced.` });
    },
    close() {
      run += 1;
      clearTimeout(timer);
      if (frame !== undefined) cancelAnimationFrame(frame);
      editor.off("transaction", changed);
      scroller?.removeEventListener("scroll", scrolled);
      searcher.close();
      listeners.clear();
      if (editor.isDestroyed) return;
      if (!moved) select();
      dispatch(highlight(editor.state.tr, [], undefined));
    },
  };
}

/** A match that contains an image is left out, because a replacement would remove the image unnoticed. */
function withoutAtoms(piece: Piece, spans: readonly Span[]): readonly Span[] {
  if (spans.length === 0 || isRaw(piece.node)) return spans;
  const text = textOf(piece);
  return text.includes("\ufffc")
    ? spans.filter(({ from, to }) => !text.slice(from, to).includes("\ufffc"))
    : spans;
}
