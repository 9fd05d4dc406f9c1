import type { Editor } from "@tiptap/core";
import { type ReactNode, type RefObject, useEffect, useState } from "react";
import {
  headingPositions,
  keepSame,
  type Outline,
  outlineOf,
  shortHeading,
  wordsBetween,
} from "./document-outline";
import { StaleNotes } from "./StaleNotes";

const settleMs = 250;
const selectionMs = 100;

/** The margin's contents for the view beside it. */
export interface MarginFacts {
  readonly outline: Outline;
  /** The index of the heading that the view is scrolled to. */
  readonly current: number;
  /** The number of selected words; undefined without a selection. */
  readonly selected: number | undefined;
}

/** The margin beside the rich text. */
export function RichMargin({
  editor,
  scroller,
  ...rest
}: {
  editor: Editor;
  path: string;
  scroller: RefObject<HTMLElement | null>;
  children?: ReactNode;
}) {
  const [outline, setOutline] = useState<Outline>(() => outlineOf(editor.state.doc));
  const selected = useSelectedWords(editor);
  const { headings } = outline;
  const current = useCurrentHeading(editor, scroller, headings);

  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const read = () => setOutline((before) => keepSame(before, outlineOf(editor.state.doc)));
    const later = ({ transaction }: { transaction: { docChanged: boolean } }) => {
      if (!transaction.docChanged) return;
      clearTimeout(timer);
      timer = setTimeout(read, settleMs);
    };
    read();
    editor.on("transaction", later);
    return () => {
      clearTimeout(timer);
      editor.off("transaction", later);
    };
  }, [editor]);

  return (
    <Margin
      facts={{ outline, current, selected }}
      onHeading={(index) => showHeading(editor, index)}
      {...rest}
    />
  );
}

/** The quiet column beside a document: its headings, its counts and the parts of its features. */
export function Margin({
  facts: { outline, current, selected },
  path,
  onHeading,
  children,
}: {
  facts: MarginFacts;
  path: string;
  /** Goes to a heading, by its index in the outline. */
  onHeading: (index: number) => void;
  children?: ReactNode;
}) {
  const { headings } = outline;
  const top = Math.min(...headings.map(({ level }) => level), 6);
  return (
    <aside className="document-margin" aria-label="In this document">
      <h2>In this document</h2>
      <StaleNotes path={path} />
      {headings.length > 0 && (
        <nav aria-label="Headings">
          {headings.map(({ index, level, text }) => (
            <button
              key={index}
              type="button"
              className="cut"
              style={{ paddingInlineStart: 8 + Math.min(level - top, 3) * 12 }}
              title={text}
              aria-current={index === current ? "location" : undefined}
              onClick={() => onHeading(index)}
            >
              {shortHeading(text)}
            </button>
          ))}
        </nav>
      )}
      <dl>
        {selected === undefined ? (
          <Count of={outline.words} one="word" many="words" />
        ) : (
          <Count
            of={selected}
            one={`of ${number.format(outline.words)} words selected`}
            many={`of ${number.format(outline.words)} words selected`}
          />
        )}
        {outline.requirements > 0 && (
          <Count of={outline.requirements} one="requirement" many="requirements" />
        )}
        {outline.openQuestions > 0 && (
          <Count of={outline.openQuestions} one="open question" many="open questions" />
        )}
      </dl>
      {children}
    </aside>
  );
}

const number = new Intl.NumberFormat("en-GB");

function Count({ of, one, many }: { of: number; one: string; many: string }) {
  return (
    <div>
      <dd>{number.format(of)}</dd>
      <dt>{of === 1 ? one : many}</dt>
    </div>
  );
}

/**
 * The number of selected words, once the selection has been unchanged for a moment; undefined without a
 * selection.
 */
function useSelectedWords(editor: Editor): number | undefined {
  const [words, setWords] = useState<number>();
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => {
      const { doc, selection } = editor.state;
      const words = selection.ranges.map(({ $from, $to }) => wordsBetween(doc, $from.pos, $to.pos));
      // A selected picture has no words.
      setWords(words.reduce((sum, more) => sum + more, 0) || undefined);
    };
    const look = () => {
      clearTimeout(timer);
      if (editor.state.selection.empty) setWords(undefined);
      else timer = setTimeout(count, selectionMs);
    };
    look();
    editor.on("transaction", look);
    return () => {
      clearTimeout(timer);
      editor.off("transaction", look);
    };
  }, [editor]);
  return words;
}

/** Puts the cursor at a heading and brings it to the top of the pane. */
export function showHeading(editor: Editor, index: number): void {
  const position = headingPositions(editor.state.doc)[index];
  if (position === undefined) return;
  editor
    .chain()
    .setTextSelection(position + 1)
    .focus(undefined, { scrollIntoView: false })
    .run();
  const dom = editor.view.nodeDOM(position);
  if (dom instanceof HTMLElement) dom.scrollIntoView({ block: "start" });
}

/** The last heading that has been scrolled to the top of the pane or above. */
function useCurrentHeading(
  editor: Editor,
  scroller: RefObject<HTMLElement | null>,
  headings: Outline["headings"],
): number {
  const [current, setCurrent] = useState(0);
  useEffect(() => {
    const pane = scroller.current;
    if (!pane) return;
    let frame: number | undefined;
    let doms: NodeListOf<Element> | undefined;
    const find = () => {
      frame = undefined;
      const limit = pane.getBoundingClientRect().top + 96;
      // A search for all headings takes long in a long document.
      doms ??= editor.view.dom.querySelectorAll("h1, h2, h3, h4, h5, h6");
      let found = 0;
      // Headings are in order, so a binary search looks at few of them.
      for (let behind = Math.min(doms.length, headings.length); found + 1 < behind; ) {
        const middle = (found + behind) >> 1;
        const heading = doms[middle];
        if (heading?.isConnected === false) {
          doms = undefined;
          return soon();
        }
        if ((heading?.getBoundingClientRect().top ?? limit) > limit) behind = middle;
        else found = middle;
      }
      const atEnd = pane.scrollTop + pane.clientHeight >= pane.scrollHeight - 2;
      const scrolls = pane.scrollHeight > pane.clientHeight + 2;
      setCurrent(scrolls && atEnd && pane.scrollTop > 0 ? visibleFrom(doms, found, pane) : found);
    };
    const soon = () => {
      frame ??= requestAnimationFrame(find);
    };
    soon();
    pane.addEventListener("scroll", soon, { passive: true });
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      pane.removeEventListener("scroll", soon);
    };
  }, [editor, scroller, headings]);
  return current;
}

/**
 * The last headings of a document cannot be scrolled to the top. There the heading with the cursor is the
 * current one.
 */
function visibleFrom(doms: NodeListOf<Element>, found: number, pane: HTMLElement): number {
  const anchor = getSelection()?.anchorNode;
  const heading = anchor instanceof Element ? anchor : anchor?.parentElement;
  const index = [...doms].indexOf(heading?.closest("h1, h2, h3, h4, h5, h6") ?? pane);
  return index > found ? index : found;
}
