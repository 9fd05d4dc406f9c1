/**
 * Tells whether terminal output, cut anywhere, did more than print one character after the other. As long as it did
 * not, the screen shows no text that the output does not have in the same order.
 */
export interface PaintWatch {
  push(text: string): void;
  /** The cursor went back, went elsewhere, or something was erased or put in. Once true, it stays so. */
  readonly paints: boolean;
}

const esc = "\u001b";
/** Private modes that leave the cursor and the screen as they are: keys, cursor's look, mouse, focus, paste, frames. */
const still = "1|12|25|100[0-7]|101[56]|2004|2026";
/**
 * All but printing: a sequence other than colours, such modes, a soft reset (DECSTR) and the commands that only carry
 * a text (OSC); a step back; a return to the line's beginning that no new line follows.
 */
const painting = new RegExp(
  `${esc}(?!\\[[0-9;:]*m|\\[!p|\\[\\?(?:${still})(?:;(?:${still}))*[hl]|\\][^\u0007${esc}\u0080-\u009f]*(?:\u0007|${esc}\\\\)|\\\\)` +
    "|[\u0080-\u009f\b]|\r(?!\r*\n)",
);
/** The beginning of a sequence or of a line's end, at the end of a piece. */
const begun = new RegExp(`(?:${esc}(?:\\[[0-9;:?!]*|\\][^\u0007${esc}]*${esc}?)?|\r+)$`);
/** UTF-16 units of a sequence of which the rest is waited for. A longer one counts as painting. */
const longestHeld = 4096;

/** Whether a text does more than print. A sequence that is not all there counts as one that does. */
export const isPainting = (text: string): boolean => painting.test(text);

export function createPaintWatch(): PaintWatch {
  let held = "";
  let paints = false;
  return {
    get paints() {
      return paints;
    },
    push(added) {
      if (paints) return;
      const text = held === "" ? added : held + added;
      const tail = Math.max(0, text.length - longestHeld);
      const cut = text.slice(tail).search(begun);
      const whole = cut < 0 ? text.length : tail + cut;
      held = text.slice(whole);
      paints = isPainting(text.slice(0, whole));
    },
  };
}
