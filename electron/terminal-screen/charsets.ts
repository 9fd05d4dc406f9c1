import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import { insideOf } from "./inside-terminal";

// Character sets that a program can select, by the final character of the SCS sequence (VT100 and VT220). xterm.js
// represents each set by one table object, which all terminals share.
const finals = [..."0ABCEHKQRYZ4567="];
/** The intermediate characters of SCS that select the slots G0 to G3. */
const slots = ["(", ")", "*", "+"] as const;
/** The control sequences that invoke the slots G0 to G3. */
const shifts = ["\u000f", "\u000e", "\u001bn", "\u001bo"] as const;

let known: Promise<ReadonlyMap<unknown, string>> | undefined;

/** Maps xterm.js' table object of a character set to the final character that designates the set. */
export function charsetNames(): Promise<ReadonlyMap<unknown, string>> {
  known ??= learn();
  return known;
}

async function learn(): Promise<ReadonlyMap<unknown, string>> {
  const terminal = makeSturdy(new headless.Terminal({ cols: 2, rows: 1, allowProposedApi: true }));
  const names = new Map<unknown, string>();
  for (const final of finals) {
    await new Promise<void>((done) => terminal.write(`\u001b(${final}`, done));
    const table = insideOf(terminal)._charsetService.charset;
    if (!names.has(table)) names.set(table, final);
  }
  terminal.dispose();
  // xterm.js has no table for ASCII.
  names.set(undefined, "B");
  return names;
}

/** The sequence that designates this character set to slot G0, G1, G2 or G3. */
export const designate = (slot: number, final: string): string => `\u001b${slots[slot]}${final}`;

/** The sequence that makes slot G0, G1, G2 or G3 the active one. */
export const invoke = (slot: number): string => shifts[slot] ?? shifts[0];
