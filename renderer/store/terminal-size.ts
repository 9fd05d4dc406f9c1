import type { TerminalSize } from "@shared/contracts/runs";

let last: TerminalSize | undefined;

/** Notes the size that a live terminal has now. */
export function noteTerminalSize(cols: number, rows: number): void {
  last = { cols, rows };
}

/**
 * The size that the next live terminal will have: that of the last one, or what the window has room for.
 * An agent that starts with the right width does not have to draw its first lines twice.
 */
export function expectedTerminalSize(): TerminalSize {
  if (last) return last;
  // The rail and the facts beside the terminal, its padding, and its cells, in pixels.
  const cols = Math.floor((window.innerWidth - 236 - 300 - 40) / 8);
  const rows = Math.floor((window.innerHeight - 40 - 45 - 24) / 18);
  return { cols: Math.min(300, Math.max(40, cols)), rows: Math.min(120, Math.max(10, rows)) };
}
