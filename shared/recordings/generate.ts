import { castHeaderLine, createCastLines } from "./asciicast";
import * as output from "./generated-output";
import { createRandom, type Random } from "./random";
import type { Size } from "./screen";

/** What a made-up recording is to be like. The same wishes give the same recording. */
export interface RecordingWishes extends Size {
  /** Any whole number. */
  readonly seed: number;
  /** UTF-8 bytes of the file; it becomes this long give or take a few hundred. */
  readonly bytes: number;
  /** How long it plays, in seconds. */
  readonly seconds: number;
}

/** Of the time, how much is pauses in which nothing happens. */
const idlePart = 0.4;
/** Seconds that a pause takes on average. */
const pause = 20;
/** UTF-16 units that one event holds at most. */
const largestEvent = 1500;
/** UTF-16 units that are handed out at once, about. */
const pieceLength = 64 * 1024;

/**
 * Makes up a recording as a terminal might have produced it: coloured logs, progress bars, cursor movement,
 * full-screen programs, wide characters, emoji, resizes, pauses and markers; events end anywhere, also
 * inside an escape sequence.
 * @returns the text of an asciicast v3, in pieces that end with a line; what is in memory at once does not
 *   grow with the recording
 */
export function* generateRecording(wishes: RecordingWishes): Generator<string> {
  const random = createRandom(wishes.seed);
  const lines = createCastLines();
  const ending = lines.line({ time: 0, code: "x", status: 0 });
  let piece = castHeaderLine({ cols: wishes.cols, rows: wishes.rows, title: "Made up" });
  let bytes = utf8Length(piece);
  const room = Math.max(bytes, wishes.bytes - ending.length - 12);
  const pauses = createPauses(random, wishes.seconds * idlePart);
  const timeNow = () => {
    const part = Math.min(1, bytes / room);
    return wishes.seconds * (1 - idlePart) * part + pauses.until(part);
  };

  for (const what of happenings(random, wishes)) {
    if (bytes >= room) break;
    const line = lines.line({ ...what, time: timeNow() });
    piece += line;
    bytes += utf8Length(line);
    if (piece.length >= pieceLength) {
      yield piece;
      piece = "";
    }
  }
  yield piece + lines.line({ time: wishes.seconds, code: "x", status: 0 });
}

type Happening =
  | { readonly code: "o"; readonly data: string }
  | { readonly code: "m"; readonly label: string }
  | { readonly code: "r"; readonly cols: number; readonly rows: number };

/** What happens in the terminal, without end. */
function* happenings(random: Random, start: Size): Generator<Happening> {
  let size: Size = { cols: start.cols, rows: start.rows };
  for (let stretch = 1; ; stretch++) {
    if (random.once(400)) yield { code: "m", label: `stretch ${stretch}` };
    if (random.once(600)) {
      size = {
        cols: Math.max(2, start.cols + random.between(-20, 40)),
        rows: Math.max(2, start.rows + random.between(-8, 20)),
      };
      yield { code: "r", ...size };
    }
    yield* cut(random, stretchOf(random, size));
  }
}

function stretchOf(random: Random, size: Size): string {
  const kind = random.below(100);
  if (kind < 50) return output.log(random);
  if (kind < 58) return output.progress(random);
  if (kind < 64) return output.spinner(random, size);
  if (kind < 70) return output.longLine(random);
  if (kind < 76) return output.international(random);
  if (kind < 82) return output.edits(random, size);
  if (kind < 87) return output.settings(random, size);
  if (kind < 90) return output.frame(random, size);
  if (kind < 94) return output.fullScreen(random, size);
  if (kind < 99) return output.prompt(random);
  return output.clear(random);
}

/** Cuts output into events at any place but the middle of a character. */
function* cut(random: Random, text: string): Generator<Happening> {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + random.between(1, largestEvent));
    const unit = text.charCodeAt(to);
    if (unit >= 0xdc00 && unit <= 0xdfff) to++;
    yield { code: "o", data: text.slice(from, to) };
    from = to;
  }
}

/** Pauses at random places; how long they take together until a part of the recording, in seconds. */
function createPauses(random: Random, seconds: number): { until(part: number): number } {
  const count = Math.max(1, Math.min(2000, Math.round(seconds / pause)));
  // They are evenly spread, and differ in length: each pair takes as long together as any other.
  const first = Array.from({ length: Math.ceil(count / 2) }, () => random.between(5, 95) / 100);
  const lengthOf = (index: number) => {
    const share = first[index >> 1] ?? 0.5;
    return (2 * seconds * (index % 2 === 0 ? share : 1 - share)) / (2 * first.length);
  };
  const ends: number[] = [0];
  for (let index = 0; index < 2 * first.length; index++)
    ends.push((ends[index] ?? 0) + lengthOf(index));
  return { until: (part) => ends[Math.floor(part * 2 * first.length)] ?? seconds };
}

/** How many bytes a text takes as UTF-8; a lone surrogate as its replacement does. */
function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A pair of surrogates takes four, two for each.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}
