import { CastError, type CastEvent } from "@shared/recordings/asciicast";
import { type IndexedPart, indexLimits, partSize } from "@shared/recordings/keyframes";
import { createCastParser } from "@shared/recordings/parse-cast";
import { createOutline } from "@shared/recordings/recording-outline";
import { openCast } from "../../../run-folder/open-cast";
import {
  type KeyframeTerminal,
  openKeyframeTerminal,
} from "../../../terminal-screen/keyframe-terminal";
import { linesOf } from "./line-blocks";
import { createIndex, identityOf } from "./stored-index";

/** Bytes between two attempts to keep a screen, after a failed attempt. */
const patience = 16 * 1024;
/** A part ends at this multiple of its usual size, even without a screen. */
const longestPart = 2;

export interface BuildOptions {
  readonly signal?: AbortSignal;
  /** Called with the part of the recording that is read, from 0 to 1. */
  readonly progress?: (part: number) => void;
  /** Bytes of a part, when other than the usual size. */
  readonly partSize?: number;
}

/**
 * Builds a recording's index. The recording is played once from beginning to end, in memory of constant size.
 * @param cast path of an asciicast
 * @param path of the index, which must not exist
 * @throws CastError; Problem `file-missing`, `recording-damaged`; the signal's reason
 */
export async function buildIndex(
  cast: string,
  path: string,
  { signal, progress, partSize: size = partSize }: BuildOptions = {},
): Promise<void> {
  const file = await openCast(cast);
  const writer = await createIndex(path).catch(async (error: unknown) => {
    await file.close();
    throw error;
  });
  const parser = createCastParser();
  const outline = createOutline();
  const parts: IndexedPart[] = [];
  let terminal: KeyframeTerminal | undefined;
  let offset = 0;
  let line = 0;
  let nextTry = size;
  let partStart = 0;

  const take = async (events: readonly CastEvent[]) => {
    if (parser.header === undefined) return;
    terminal ??= await openKeyframeTerminal(parser.header);
    for (const event of events) outline.add(event);
    terminal.play(events);
  };
  const begin = async (keep: KeyframeTerminal): Promise<void> => {
    const late = offset - partStart >= longestPart * size;
    if (!keep.isBetween() && !late) return;
    const text = keep.isBetween() ? keep.screen() : undefined;
    nextTry = offset + Math.min(patience, size / 8);
    if (text === undefined && !late) return;
    if (parts.length >= indexLimits.parts) return;
    const at = { offset, line, time: outline.time, events: outline.events, ...keep.size() };
    parts.push(text === undefined ? at : { ...at, screen: await writer.screen(text) });
    partStart = offset;
    nextTry = offset + size;
  };

  try {
    const identity = await identityOf(cast);
    for await (const lines of linesOf(file, 0, identity.bytes, () =>
      Math.max(1, nextTry - offset),
    )) {
      signal?.throwIfAborted();
      await take(parser.push(lines.text));
      offset += lines.bytes;
      line += lines.count;
      if (parts.length === 0 && parser.header !== undefined) {
        const { cols, rows } = parser.header;
        parts.push({ offset: 0, line: 0, time: 0, events: 0, cols, rows });
      }
      const divisible = parser.header !== undefined && parser.header.version !== 1 && lines.whole;
      if (divisible && terminal !== undefined && offset >= nextTry && offset < identity.bytes)
        await begin(terminal);
      progress?.(offset / Math.max(1, identity.bytes));
    }
    const last = parser.end();
    await take(last.events);
    const { header } = parser;
    if (header === undefined) throw new CastError(1, "is no asciicast header");
    const { cols, rows } = header;
    if (parts.length === 0) parts.push({ offset: 0, line: 0, time: 0, events: 0, cols, rows });
    const torn = last.torn?.line;
    await writer.finish({
      cast: identity,
      outline: {
        ...outline.result(header),
        ...(torn === undefined ? {} : { torn }),
        ...(parser.passedOver === undefined ? {} : { passedOver: parser.passedOver }),
      },
      parts,
    });
  } finally {
    terminal?.dispose();
    await writer.close();
    await file.close();
  }
}
