import { documentSchema } from "@shared/editor/schema";
import { blocksOf } from "@shared/markdown/document-slices";
import { Node } from "@tiptap/pm/model";
import { useEffect, useState } from "react";
import { countWords } from "../editor/spec-words";
import type { Session } from "../keeping/document-session";
import { readInBackground } from "../keeping/read-in-background";
import { asDocument } from "../keeping/rich-text";
import { headingPositions, type Outline, outlineOf } from "../margin/document-outline";
import type { CodeEditor } from "./code-editor";

/** Milliseconds from the last key in the source; more when parsing takes long. */
const settleMs = 400;

/** The outline of a text, and the offsets of the blocks with its headings. */
export interface SourceOutline {
  readonly outline: Outline;
  /** UTF-16 offsets, one for each heading, rising. */
  readonly starts: readonly number[];
}

/** @param startOf the offset of a child of the document in its text */
export function outlineOfSource(
  doc: Node,
  startOf: (child: number) => number | undefined,
): SourceOutline {
  return {
    outline: outlineOf(doc),
    starts: headingPositions(doc).map((position) => startOf(doc.resolve(position).index(0)) ?? 0),
  };
}

/**
 * Reads a text's outline; undefined when the text cannot be shown as rich text, or cannot be parsed.
 * @param signal aborts the reading
 */
export async function readOutline(
  text: string,
  signal: AbortSignal,
): Promise<SourceOutline | undefined> {
  const markdown = await readInBackground(text, { signal }).catch(() => undefined);
  const document = markdown && asDocument(markdown);
  if (document?.kind !== "rich") return undefined;
  const blocks = blocksOf(document.markdown);
  return outlineOfSource(
    Node.fromJSON(documentSchema, document.content),
    (child) => blocks[child]?.start,
  );
}

/** The outline of the rich text, while the source is not ahead. */
function outlineOfSession(session: Session): SourceOutline | undefined {
  const layout = session.layout();
  const text = session.source.text();
  if (!layout || !text.ok || layout.text !== text.text) return undefined;
  const starts = new Map(layout.blocks.map(({ child, start }) => [child, start]));
  return outlineOfSource(session.editor.state.doc, (child) => starts.get(child));
}

/** The margin's facts beside the shown source. */
export interface SourceFacts extends SourceOutline {
  /** The index of the heading that the source is scrolled to. */
  readonly current: number;
  /** The number of selected words; undefined without a selection. */
  readonly selected: number | undefined;
}

/** Follows the shown source. @returns undefined until the source has been read */
export function useSourceFacts(
  session: Session | undefined,
  code: CodeEditor | undefined,
): SourceFacts | undefined {
  const [read, setRead] = useState<SourceOutline>();
  const [current, setCurrent] = useState(0);
  const [selected, setSelected] = useState<number>();

  useEffect(() => {
    if (!session || !code) return;
    let pause = settleMs;
    let reading = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = async () => {
      reading.abort();
      reading = new AbortController();
      const { signal } = reading;
      const ownOutline = outlineOfSession(session);
      if (ownOutline) return setRead(ownOutline);
      const text = session.source.text();
      if (!text.ok) return;
      const began = performance.now();
      const outline = await readOutline(text.text, signal);
      if (signal.aborted) return;
      pause = Math.max(settleMs, 4 * (performance.now() - began));
      if (outline) setRead(outline);
    };
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(look, pause);
    };
    void look();
    const stops = [code.on("edit", soon), session.onShown(soon)];
    return () => {
      reading.abort();
      clearTimeout(timer);
      for (const stop of stops) stop();
    };
  }, [session, code]);

  useEffect(() => {
    if (!code || !read) return;
    let frame: number | undefined;
    const find = () => {
      frame = undefined;
      setCurrent(Math.max(0, code.place(read.starts).block));
    };
    const soon = () => {
      frame ??= requestAnimationFrame(find);
    };
    soon();
    const stop = code.on("scroll", soon);
    return () => {
      if (frame !== undefined) cancelAnimationFrame(frame);
      stop();
    };
  }, [code, read]);

  useEffect(() => {
    if (!code) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const count = () => setSelected(countWords(code.selected()) || undefined);
    const stop = code.on("select", () => {
      clearTimeout(timer);
      timer = setTimeout(count, 100);
    });
    return () => {
      clearTimeout(timer);
      stop();
      setSelected(undefined);
    };
  }, [code]);

  return read && { ...read, current: Math.min(current, read.starts.length - 1), selected };
}
