import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import { insideOf } from "./inside-terminal";

// Character sets that a terminal can be told to use, by the last character of the sequence (SCS, VT100 and
// VT220). What stands for them inside the terminal is one table for each, which all terminals share.
const finals = [..."0ABCEHKQRYZ4567="];
/** The intermediates that name G0 to G3. */
const slots = ["(", ")", "*", "+"] as const;
/** What invokes G0 to G3. */
const shifts = ["\u000f", "\u000e", "\u001bn", "\u001bo"] as const;

let known: Promise<ReadonlyMap<unknown, string>> | undefined;

/** By the terminal's table, what designates it. */
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
  // ASCII is no table.
  names.set(undefined, "B");
  return names;
}

/** The sequence that makes G0, G1, G2 or G3 this character set. */
export const designate = (slot: number, final: string): string => `\u001b${slots[slot]}${final}`;

/** The sequence that makes G0, G1, G2 or G3 the one that is used. */
export const invoke = (slot: number): string => shifts[slot] ?? shifts[0];
