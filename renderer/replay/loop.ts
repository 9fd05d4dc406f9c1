/** A part of a recording that is played repeatedly, in its states of marking. Times are in seconds. */
export type Loop =
  | { readonly marked: "none" }
  | { readonly marked: "start"; readonly from: number }
  | { readonly marked: "both"; readonly from: number; readonly to: number };

export const noLoop: Loop = { marked: "none" };

/** The shortest loop, in seconds. A shorter one would look like a single moment. */
const shortest = 0.1;

/** Marks the loop's start at a position, then its end, in either order; the third time removes the loop. */
export function markLoop(loop: Loop, position: number): Loop {
  switch (loop.marked) {
    case "none":
      return { marked: "start", from: position };
    case "start": {
      const [from, to] = [Math.min(loop.from, position), Math.max(loop.from, position)];
      return to - from < shortest ? noLoop : { marked: "both", from, to };
    }
    case "both":
      return noLoop;
  }
}

/** The position after playing: at the end of a loop, its start. */
export const looped = (loop: Loop, position: number): number =>
  loop.marked === "both" && position >= loop.to ? loop.from : position;
