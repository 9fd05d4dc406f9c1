import type { CastEvent } from "./asciicast";

/** A terminal's size in cells. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** The operations that replay events on a terminal, in order. */
export type ReplayStep = { readonly write: string } | { readonly resize: Size };

const esc = "\u001b";
/**
 * Clears a terminal and resets it (RIS). A kept screen is written to a terminal after this reset. The buffers
 * are cleared first, because a reset alone makes new buffers, and links in the old ones stay in memory.
 */
export const resetTerminal = `${esc}[?47l${esc}[2J${esc}[3J${esc}c`;
/** Restores the colours that a program changed. A reset does not restore them. */
export const resetColours = [104, 110, 111, 112].map((code) => `${esc}]${code}${esc}\\`).join("");
/** Whether output may change colours, after which a terminal's window draws every letter again. */
export const changesColours = (output: string): boolean => /\](?:4|1[0-2]);/.test(output);

/** The size in UTF-16 units at which joined output is written. */
const largestWrite = 256 * 1024;

/** The operations that replay these events. Neighbouring output is joined, because fewer writes are faster. */
export function replaySteps(events: Iterable<CastEvent>): ReplayStep[] {
  const steps: ReplayStep[] = [];
  let output = "";
  const flush = () => {
    if (output !== "") steps.push({ write: output });
    output = "";
  };
  for (const event of events) {
    if (event.code === "o") {
      output += event.data;
      if (output.length >= largestWrite) flush();
    } else if (event.code === "r") {
      flush();
      steps.push({ resize: { cols: event.cols, rows: event.rows } });
    }
  }
  flush();
  return steps;
}

/** The rows of a screen as plain text: no trailing spaces, no empty rows at the end. */
export function screenText(rows: readonly string[]): string {
  const trimmed = rows.map((row) => row.replace(/ +$/, ""));
  while (trimmed.at(-1) === "") trimmed.pop();
  return trimmed.join("\n");
}
