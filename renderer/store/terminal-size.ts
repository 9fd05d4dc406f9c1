import type { TerminalSize } from "@shared/contracts/runs";

let last: TerminalSize | undefined;

/** Remembers the current size of a live terminal. */
export function noteTerminalSize(cols: number, rows: number): void {
  last = { cols, rows };
}

/**
 * The expected size of the next live terminal: that of the last one, or the room in the window. An agent that
 * starts with the right width need not draw its first lines twice.
 */
export function expectedTerminalSize(): TerminalSize {
  if (last) return last;
  // Pixels: the rail and the facts beside the terminal, its padding, and its cells.
  const cols = Math.floor((window.innerWidth - 236 - 300 - 40) / 8);
  const rows = Math.floor((window.innerHeight - 40 - 45 - 24) / 18);
  return { cols: Math.min(300, Math.max(40, cols)), rows: Math.min(120, Math.max(10, rows)) };
}
