import { resetTerminal } from "@shared/recordings/screen-text";
import { makeSturdy } from "@shared/recordings/sturdy";
import type { Terminal } from "@xterm/headless";
import headless from "@xterm/headless";
import { charsetNames } from "./charsets";
import { difference } from "./compare";
import { writeInputModes } from "./input-modes";
import { emptyCell, insideOf, isBetween } from "./inside-terminal";
import { followPalette } from "./palette";
import { writeScreen } from "./write-screen";

/** Cells, lines above the screen included, above which no screen is kept: writing it would take too long. */
const mostCells = 2_000_000;

/** The screen of a terminal that a program goes on writing to. */
export interface LiveScreenWriter {
  /**
   * What brings a terminal of this size that was just made to the state of this one: what it shows, the lines above,
   * and what it makes of keys and mouse.
   * @returns undefined while a sequence is unfinished, and in the rare states that output alone does not lead to
   */
  write(): string | undefined;
}

/**
 * @param terminal followed from its beginning: its colours are noted from now on
 * @param scrollback lines that it keeps above its screen
 */
export async function openLiveScreenWriter(
  terminal: Terminal,
  scrollback: number,
): Promise<LiveScreenWriter> {
  const palette = followPalette(terminal);
  const charsets = await charsetNames();
  return {
    write() {
      const inside = insideOf(terminal);
      const { cols, rows } = terminal;
      if (!isBetween(inside) || cols * (rows + scrollback) > mostCells) return undefined;
      const proof = makeSturdy(
        new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true, logLevel: "off" }),
      );
      try {
        const cells = [emptyCell(terminal), emptyCell(proof)] as const;
        const written = writeScreen(inside, cells[0], charsets);
        const proven = insideOf(proof);
        proven.writeSync(resetTerminal + written);
        if (difference(inside, proven, cells) !== undefined) return undefined;
        const keys = writeInputModes(terminal);
        proven.writeSync(keys);
        if (writeInputModes(proof) !== keys) return undefined;
        return palette.write() + written + keys;
      } finally {
        proof.dispose();
      }
    },
  };
}
