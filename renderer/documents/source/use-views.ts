import { Selection } from "@tiptap/pm/state";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { type Command, useCommands } from "../../store/commands";
import { say } from "../../store/notices";
import type { Session } from "../keeping/document-session";
import type { CodeEditor } from "./code-editor";
import { countBefore, placeAfter, shownCount, shownText, sourceIndex } from "./cursor-place";
import { type BlockTops, pixelsOf, placeAt, type ScrollPlace } from "./scroll-place";
import type { TextLayout } from "./text-layout";

/** The view in which a document is shown. */
export type View = "rich" | "source" | "split";

/** Milliseconds from the last change of the rich text to the update of the source beside it. */
const refreshDelay = 150;

/** Cursor and scroll position, for the change from one view to another. */
interface Place {
  /** The cursor's offset in the exact text. */
  readonly cursor: number;
  readonly scroll: ScrollPlace;
}

export interface Views {
  readonly view: View;
  /** Shows the document in another view, at the same place. */
  choose(view: View): void;
  /** Whether the source has been opened. From then on the code editor stays, with its undo history. */
  readonly opened: boolean;
  /** Whether the cursor is in the source. */
  readonly inSource: boolean;
  /** The code editor, once it is loaded. */
  readonly code: CodeEditor | undefined;
  onCode(editor: CodeEditor | undefined): void;
  /**
   * Calls `act` once the code editor is loaded, unless the person leaves the view before. A later call replaces
   * an earlier one.
   */
  inCode(act: (code: CodeEditor) => void): void;
  onScroll(from: "rich" | "source"): void;
}

/**
 * The views of one document. Keeps them in step, and keeps the place when the person changes the view.
 * @param session undefined until the document is open; the last chosen view then takes effect
 * @param first the first view
 */
export function useViews(
  session: Session | undefined,
  scroller: RefObject<HTMLElement | null>,
  first: View,
): Views {
  const [view, setView] = useState<View>("rich");
  const [opened, setOpened] = useState(false);
  const [code, setCode] = useState<CodeEditor>();
  const [inSource, setInSource] = useState(false);
  const going = useRef<Place>(undefined);
  const layout = useRef<TextLayout>(undefined);
  const waiting = useRef<(code: CodeEditor) => void>(undefined);

  const early = useRef<View | undefined>(first);

  const choose = (next: View) => {
    if (!session) early.current = next;
    if (!session || next === view) return;
    if (view !== "rich" && !session.source.settle()) {
      say("The editor has no form for this text as it stands. It stays open as source.");
      return;
    }
    const text = session.source.text();
    if (!text.ok && next !== "rich") {
      say(`${text.why} The source can be shown after that.`);
      return;
    }
    const now = session.layout();
    layout.current = now;
    const pane = scroller.current;
    if (now && pane)
      going.current =
        view === "rich" || (view === "split" && !inSource)
          ? richPlace(session, now, pane)
          : code && { cursor: code.cursor(), scroll: code.place(startsOf(now)) };
    waiting.current = undefined;
    setOpened(opened || next !== "rich");
    setView(next);
  };

  const latestChoose = useRef(choose);
  useEffect(() => {
    latestChoose.current = choose;
  });
  useEffect(() => {
    const asked = early.current;
    if (!session || !asked) return;
    early.current = undefined;
    latestChoose.current(asked);
  }, [session]);

  // The chosen view is on screen: it gets the place of the view before.
  useEffect(() => {
    const place = going.current;
    const now = layout.current;
    const pane = scroller.current;
    if (!session) return;
    session.source.follow(view !== "source");
    if (view !== "rich" && !code) return;
    going.current = undefined;
    if (view !== "rich") {
      const text = session.source.text();
      if (text.ok) code?.show(text.text);
    }
    if (!place || !now || !pane) return;
    if (view !== "rich" && code) {
      code.moveTo(place.cursor);
      code.scrollTo(place.scroll, startsOf(now));
    }
    if (view !== "source") {
      showCursor(session, now, place.cursor);
      pane.scrollTop = pixelsOf(place.scroll, richTops(session, now, pane));
    }
    if (view === "rich") session.editor.view.focus();
    else if (view === "source") code?.focus();
  }, [view, code, session, scroller]);

  // Runs after the place was restored: a waiting call starts from that place.
  useEffect(() => {
    if (!code) return;
    waiting.current?.(code);
    waiting.current = undefined;
  }, [code]);
  const inCode = (act: (code: CodeEditor) => void) => {
    if (code) act(code);
    else waiting.current = act;
  };

  // Shows changes of the rich text and of the file in the source.
  useEffect(() => {
    if (!session || !code || view === "rich") return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      const text = session.source.text();
      if (text.ok) code.show(text.text);
      layout.current = session.layout() ?? layout.current;
    };
    const soon = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (!transaction.docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(refresh, refreshDelay);
    };
    const stop = session.onShown(refresh);
    session.editor.on("transaction", soon);
    return () => {
      clearTimeout(timer);
      stop();
      session.editor.off("transaction", soon);
    };
  }, [session, code, view]);

  // Only the view that the person uses scrolls the other.
  const leader = useRef<"rich" | "source">("rich");
  const onScroll = useCallback(
    (from: "rich" | "source") => {
      const pane = scroller.current;
      const now = layout.current;
      if (view !== "split" || from !== leader.current || !session || !code || !pane || !now) return;
      if (from === "rich")
        code.scrollTo(placeAt(pane.scrollTop, richTops(session, now, pane)), startsOf(now));
      else pane.scrollTop = pixelsOf(code.place(startsOf(now)), richTops(session, now, pane));
    },
    [view, session, code, scroller],
  );

  // The view that the person uses becomes the leading one. The rich text must not be edited while the source is
  // ahead.
  useEffect(() => {
    const body = scroller.current?.parentElement;
    const whole = body?.parentElement;
    if (!session || !body || !whole || view === "rich") return;
    const side = ({ target }: Event) => {
      if (!(target instanceof Element)) return undefined;
      if (scroller.current?.contains(target)) return "rich";
      return body.contains(target.closest(".document-source")) ? "source" : undefined;
    };
    const lead = (event: Event) => {
      leader.current = side(event) ?? leader.current;
    };
    const enter = (event: Event) => {
      const entered = side(event);
      if (entered !== "source") session.source.settle();
      if (entered) setInSource(entered === "source");
    };
    const options = { capture: true, passive: true };
    const leading = ["wheel", "pointerdown", "keydown", "focusin"] as const;
    const entering = ["pointerdown", "focusin"] as const;
    for (const kind of leading) body.addEventListener(kind, lead, options);
    for (const kind of entering) whole.addEventListener(kind, enter, options);
    return () => {
      for (const kind of leading) body.removeEventListener(kind, lead, options);
      for (const kind of entering) whole.removeEventListener(kind, enter, options);
    };
  }, [session, view, scroller]);

  const here = view === "source" || (view === "split" && inSource);
  const find: Command = {
    id: "document.find",
    title: "Find",
    group: "Edit",
    shortcut: "Mod+F",
    run: () => inCode((it) => it.find()),
  };
  useCommands(here ? [find] : []);

  return {
    view,
    choose,
    opened,
    inSource: here,
    code,
    onCode: setCode,
    inCode,
    onScroll,
  };
}

const startsOf = ({ blocks }: TextLayout): number[] => blocks.map(({ start }) => start);

/** The tops of the text's blocks in the rich view. */
function richTops({ editor }: Session, { blocks }: TextLayout, pane: HTMLElement): BlockTops {
  const positions: number[] = [];
  editor.state.doc.forEach((_block, position) => {
    positions.push(position);
  });
  const zero = pane.getBoundingClientRect().top - pane.scrollTop;
  return {
    count: blocks.length,
    top(block) {
      const position = positions[blocks[block]?.child ?? -1];
      const dom = position === undefined ? null : editor.view.nodeDOM(position);
      return dom instanceof HTMLElement
        ? dom.getBoundingClientRect().top - zero
        : pane.scrollHeight;
    },
    height: pane.scrollHeight,
  };
}

function richPlace(session: Session, layout: TextLayout, pane: HTMLElement): Place {
  const { doc, selection } = session.editor.state;
  const scroll = placeAt(pane.scrollTop, richTops(session, layout, pane));
  const at = doc.resolve(selection.head);
  const child = at.index(0);
  const block = doc.maybeChild(child);
  const span = layout.blocks.findLast((it) => it.child <= child);
  if (!span || !block) return { scroll, cursor: 0 };
  if (span.child !== child) return { scroll, cursor: span.end };
  const place = at.depth === 0 ? 0 : selection.head - at.start(1);
  const source = layout.text.slice(span.start, span.end);
  const index = sourceIndex(source, shownText(block), countBefore(block, place));
  return { scroll, cursor: span.start + index };
}

function showCursor({ editor }: Session, layout: TextLayout, cursor: number): void {
  const { doc, tr } = editor.state;
  const span = layout.blocks.findLast(({ start }) => start <= cursor) ?? layout.blocks[0];
  const block = span && doc.maybeChild(span.child);
  if (!span || !block) return;
  let position = 0;
  for (let index = 0; index < span.child; index += 1) position += doc.child(index).nodeSize;
  const source = layout.text.slice(span.start, span.end);
  const count = shownCount(source, shownText(block), cursor - span.start);
  const place = block.isAtom ? position : position + 1 + placeAfter(block, count);
  editor.view.dispatch(tr.setSelection(Selection.near(doc.resolve(place), 1)));
}
