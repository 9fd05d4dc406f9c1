import { castHeaderLine, createCastLines } from "./asciicast";
import * as output from "./generated-output";
import { createRandom, type Random } from "./random";
import type { Size } from "./screen-text";

/** The requested properties of a generated recording. Equal requests give equal recordings. */
export interface RecordingWishes extends Size {
  /** Any whole number. */
  readonly seed: number;
  /** The size of the file in UTF-8 bytes. The real size differs by a few hundred bytes at most. */
  readonly bytes: number;
  /** The duration in seconds. */
  readonly seconds: number;
}

/** The share of the duration that consists of pauses without events. */
const idlePart = 0.4;
/** The average length of a pause, in seconds. */
const pause = 20;
/** The most UTF-16 units in one event. */
const largestEvent = 1500;
/** The approximate length of a returned piece, in UTF-16 units. */
const pieceLength = 64 * 1024;

/**
 * Generates a recording like that of a real terminal: coloured logs, progress bars, cursor movement,
 * full-screen programs, wide characters, emoji, resizes, pauses and markers. Events end anywhere, even inside
 * an escape sequence.
 * @returns the text of an asciicast v3, in pieces that end with a line; memory use does not grow with the
 * recording
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

/** An endless sequence of events, without times. */
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

/** Splits output into events at any place except the middle of a character. */
function* cut(random: Random, text: string): Generator<Happening> {
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + random.between(1, largestEvent));
    const unit = text.charCodeAt(to);
    if (unit >= 0xdc00 && unit <= 0xdfff) to++;
    yield { code: "o", data: text.slice(from, to) };
    from = to;
  }
}

/**
 * Pauses at random places. `until` returns the sum of the pauses, in seconds, up to a part of the recording.
 */
function createPauses(random: Random, seconds: number): { until(part: number): number } {
  const count = Math.max(1, Math.min(2000, Math.round(seconds / pause)));
  // Pauses are evenly spread and differ in length, but each pair has the same sum.
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

/** The number of UTF-8 bytes of a text. A lone surrogate counts as its replacement character. */
function utf8Length(text: string): number {
  let length = text.length;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) continue;
    // A surrogate pair takes four bytes, two for each unit.
    length += unit < 0x800 || (unit >= 0xd800 && unit <= 0xdfff) ? 1 : 2;
  }
  return length;
}
