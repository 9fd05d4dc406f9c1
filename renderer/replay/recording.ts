import { Problem } from "@shared/contracts/problem";
import type { CastEvent } from "@shared/recordings/asciicast";
import { createCastParser } from "@shared/recordings/parse";
import { buildTimeline, type Timeline } from "@shared/recordings/timeline";

/** Gives the text of a recording from an offset in bytes, and where the next piece begins. */
export type ReadPiece = (
  offset: number,
) => Promise<{ readonly text: string; readonly next: number; readonly size: number }>;

/** UTF-16 units that are parsed before the window gets its turn. */
const parsedAtOnce = 256 * 1024;

/**
 * Reads a whole recording, piece by piece, without holding up the window.
 * @param progress hears which part of it, from 0 to 1, is read
 * @throws {Problem} `recording-damaged` when a line makes no sense
 */
export async function loadRecording(
  read: ReadPiece,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<Timeline> {
  const parser = createCastParser();
  const events: CastEvent[] = [];
  let offset = 0;
  for (;;) {
    const { text, next, size } = await read(offset);
    for (let at = 0; at < text.length; at += parsedAtOnce) {
      signal.throwIfAborted();
      for (const event of parser.push(text.slice(at, at + parsedAtOnce))) events.push(event);
      progress(size === 0 ? 1 : (offset + ((next - offset) * at) / text.length) / size);
      await turn();
    }
    if (next >= size) break;
    if (next <= offset)
      throw new Problem(
        "recording-damaged",
        "The recording has a line that is too long to read. Use an undamaged copy of it.",
      );
    offset = next;
  }
  signal.throwIfAborted();
  events.push(...parser.end().events);
  const { header } = parser;
  if (header === undefined)
    throw new Problem("recording-damaged", "The recording is empty. Use an undamaged copy of it.");
  return buildTimeline(header, events);
}

/** Ends once the window has had its turn to draw and to answer. */
const turn = () =>
  new Promise<void>((done) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      done();
    };
    port2.postMessage(undefined);
  });
