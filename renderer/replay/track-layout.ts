import { type Density, spread } from "@shared/recordings/density";
import type { Mark } from "./marks";

/**
 * The heights of a track's bars.
 * @param duration seconds
 * @returns one height from 0 to 1 for each of `count` equal parts of the duration; it grows with the
 * logarithm of the output, so that a flood does not flatten everything else
 */
export function heights(density: Density, duration: number, count: number): number[] {
  const amounts = spread(density, duration, count);
  const most = Math.log1p(amounts.reduce((a, b) => Math.max(a, b), 0));
  return amounts.map((amount) => (most === 0 ? 0 : Math.log1p(amount) / most));
}

/** A shape on the track, and the number of other marks that it represents. */
export interface PlacedShape {
  readonly mark: Mark;
  readonly left: number;
  readonly more: number;
}

/** The distance in pixels below which one shape may represent another. */
const apart = 8;
/** The rank from which a mark may be left out on the track. The list of events always has it. */
const lesser = 4;

/**
 * Selects the marks for the track: all important ones, and of the frequent ones as many as can be
 * distinguished.
 * @param at a mark's place in pixels
 */
export function placeShapes(marks: readonly Mark[], at: (mark: Mark) => number): PlacedShape[] {
  const placed: { mark: Mark; left: number; more: number }[] = [];
  /**
   * Shapes by section of the track. A section is as wide as the distance above, so all close shapes are in it
   * or in its neighbours.
   */
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

/** The distance between two labels, in pixels. */
const gap = 8;

/**
 * Places labels under their marks, inside the track. Where two would touch, the one with the lower rank
 * stays.
 * @param at a mark's place in pixels
 * @param widthOf a label's width in pixels
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
