import type { CastEvent } from "./asciicast";

/** A terminal's size in cells. */
export interface Size {
  readonly cols: number;
  readonly rows: number;
}

/** What a replay does to a terminal, in order. */
export type ReplayStep = { readonly write: string } | { readonly resize: Size };

const esc = "\u001b";
/**
 * Empties a terminal and resets it (RIS). A kept screen is written to a terminal that was reset by this. A reset
 * alone takes new buffers, and every link that was in the old ones keeps them in memory.
 */
export const resetTerminal = `${esc}[?47l${esc}[2J${esc}[3J${esc}c`;
/** Takes back the colours that a program has changed, which a reset leaves. */
export const resetColours = [104, 110, 111, 112].map((code) => `${esc}]${code}${esc}\\`).join("");
/** Whether output may change colours: a terminal's window draws every letter anew for that. */
export const changesColours = (output: string): boolean => /\](?:4|1[0-2]);/.test(output);

/** Pieces larger than this are not joined any further; UTF-16 units. */
const largestWrite = 256 * 1024;

/** What brings a terminal through these events: neighbouring output is joined, as fewer writes are faster. */
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
