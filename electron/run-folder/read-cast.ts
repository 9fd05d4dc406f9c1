import { Problem } from "@shared/base/problem";
import { CastError, type CastEvent, type CastHeader } from "@shared/recordings/asciicast";
import { createCastParser, type PassedOver } from "@shared/recordings/parse-cast";
import { openCast } from "./open-cast";

/** Bytes of one read. */
const piece = 256 * 1024;

/** A part of a recording; the parts come in order. */
export interface CastPart {
  readonly header: CastHeader;
  readonly events: readonly CastEvent[];
  /** Whether the file ends in the middle of a line, which is left out. */
  readonly torn: boolean;
  /** The invalid lines so far. */
  readonly passedOver: PassedOver | undefined;
}

/**
 * Reads an asciicast of any version from beginning to end, with one piece in memory at a time.
 * @param progress called with the part of the file, from 0 to 1, that is read
 * @throws CastError; Problem `file-missing`, `recording-damaged`; the signal's reason
 */
export async function* readCast(
  path: string,
  signal: AbortSignal,
  progress: (part: number) => void = () => undefined,
): AsyncGenerator<CastPart> {
  const parser = createCastParser();
  const part = (events: readonly CastEvent[], torn = false): CastPart => {
    if (parser.header === undefined) throw new CastError(1, "is no asciicast header");
    return { header: parser.header, events, torn, passedOver: parser.passedOver };
  };
  let read = 0;
  for await (const { text, size } of textOf(path)) {
    signal.throwIfAborted();
    const events = parser.push(text);
    if (parser.header !== undefined) yield part(events);
    read += text.length;
    progress(Math.min(1, read / Math.max(1, size)));
  }
  signal.throwIfAborted();
  const last = parser.end();
  yield part(last.events, last.torn !== undefined);
  progress(1);
}

async function* textOf(path: string): AsyncGenerator<{ text: string; size: number }> {
  const file = await openCast(path);
  try {
    const { size } = await file.stat();
    for await (const text of file.createReadStream({ encoding: "utf8", highWaterMark: piece }))
      yield { text: String(text), size };
  } catch (error) {
    throw new Problem(
      "file-missing",
      "The recording cannot be read. Check the file's name and its permissions.",
      String(error),
    );
  }
}
