import { type Density, spread } from "@shared/recordings/density";
import type { Mark } from "./marks";

/**
 * How high the bars of a track are.
 * @param duration seconds
 * @returns one height from 0 to 1 for each of `count` equal parts of the duration; it grows with the
 *   logarithm of the output, so that a flood does not flatten everything else
 */
export function heights(density: Density, duration: number, count: number): number[] {
  const amounts = spread(density, duration, count);
  const most = Math.log1p(amounts.reduce((a, b) => Math.max(a, b), 0));
  return amounts.map((amount) => (most === 0 ? 0 : Math.log1p(amount) / most));
}

/** A shape that is drawn on the track, and how many others it stands for. */
export interface PlacedShape {
  readonly mark: Mark;
  readonly left: number;
  readonly more: number;
}

/** Between two shapes, in pixels, where the one could be left out for the other. */
const apart = 8;
/** From this rank on a mark may be left out on the track; the list of events has it. */
const lesser = 4;

/**
 * Which marks are drawn on the track: those that matter all, of what comes by the hundred as many as can be told
 * apart.
 * @param at where a mark's place is, in pixels
 */
export function placeShapes(marks: readonly Mark[], at: (mark: Mark) => number): PlacedShape[] {
  const placed: { mark: Mark; left: number; more: number }[] = [];
  /** By the part of the track, each as wide as two shapes are apart: in it and beside it lie all that are close. */
  const parts = new Map<number, (typeof placed)[number][]>();
  for (const mark of [...marks].sort((a, b) => a.rank - b.rank || a.time - b.time)) {
    const left = at(mark);
    const part = Math.floor(left / apart);
    const near = [part - 1, part, part + 1].flatMap((each) => parts.get(each) ?? []);
    const close = near.find((other) => Math.abs(other.left - left) < apart);
    if (close && mark.rank >= lesser) {
      close.more += 1;
      continue;
    }
    const shape = { mark, left, more: 0 };
    placed.push(shape);
    parts.set(part, [...(parts.get(part) ?? []), shape]);
  }
  return placed.sort((a, b) => a.mark.time - b.mark.time);
}

/** A label's place on the track, in pixels. */
export interface PlacedLabel {
  readonly mark: Mark;
  readonly left: number;
  readonly width: number;
}

/** Between two labels, in pixels. */
const gap = 8;

/**
 * Puts labels under their marks, inside the track. Where two would touch, the one with the lower rank
 * stays and the other is left out.
 * @param at where a mark's dot is, in pixels
 * @param widthOf how wide a label is, in pixels
 */
export function placeLabels(
  marks: readonly Mark[],
  trackWidth: number,
  at: (mark: Mark) => number,
  widthOf: (label: string) => number,
): PlacedLabel[] {
  const placed: PlacedLabel[] = [];
  const named = marks.filter(({ label }) => label !== "");
  for (const mark of named.sort((a, b) => a.rank - b.rank || a.time - b.time)) {
    const width = widthOf(mark.label);
    const left = Math.max(0, Math.min(at(mark) - width / 2, trackWidth - width));
    const touches = placed.some(
      (other) => left < other.left + other.width + gap && other.left < left + width + gap,
    );
    if (!touches && width <= trackWidth) placed.push({ mark, left, width });
  }
  return placed.sort((a, b) => a.left - b.left);
}
