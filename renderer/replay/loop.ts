/** A part of a recording that is played again and again, while it is being marked and once it is. Seconds. */
export type Loop =
  | { readonly marked: "none" }
  | { readonly marked: "start"; readonly from: number }
  | { readonly marked: "both"; readonly from: number; readonly to: number };

export const noLoop: Loop = { marked: "none" };

/** Shorter parts, in seconds, cannot be told from one moment. */
const shortest = 0.1;

/** Marks the loop's start at a position, then its end, in whichever order they lie; then there is none again. */
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

/** Where playing is: a loop that was played to its end starts again. */
export const looped = (loop: Loop, position: number): number =>
  loop.marked === "both" && position >= loop.to ? loop.from : position;
