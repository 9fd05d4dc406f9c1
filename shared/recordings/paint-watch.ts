/**
 * Watches terminal output, which may be cut anywhere, for more than printing one character after the other.
 * Until such output comes, all text on the screen is in the output in the same order.
 */
export interface PaintWatch {
  push(text: string): void;
  /** Whether the cursor moved back or elsewhere, or text was erased or inserted. Once true, it stays true. */
  readonly paints: boolean;
}

const esc = "\u001b";
/**
 * Private modes without effect on the cursor's place and the screen: keys, the cursor's look, mouse, focus,
 * paste, frames.
 */
const still = "1|12|25|100[0-7]|101[56]|2004|2026";
/**
 * All output that does more than print: backspaces, carriage returns without a line feed, and sequences other
 * than colours, the modes above, a soft reset (DECSTR) and commands that only carry a text (OSC).
 */
const painting = new RegExp(
  `${esc}(?!\\[[0-9;:]*m|\\[!p|\\[\\?(?:${still})(?:;(?:${still}))*[hl]|\\][^\u0007${esc}\u0080-\u009f]*(?:\u0007|${esc}\\\\)|\\\\)` +
    "|[\u0080-\u009f\b]|\r(?!\r*\n)",
);
/** The incomplete sequence or line end at the end of a piece. */
const begun = new RegExp(`(?:${esc}(?:\\[[0-9;:?!]*|\\][^\u0007${esc}]*${esc}?)?|\r+)$`);
/** The most UTF-16 units of an incomplete sequence that are kept. A longer sequence counts as painting. */
const longestHeld = 4096;

/** Whether a text does more than print. An incomplete sequence counts as painting. */
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
