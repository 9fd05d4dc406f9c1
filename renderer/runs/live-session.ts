import {
  type TerminalToHost,
  type TerminalToWindow,
  terminalToWindowSchema,
} from "@shared/contracts/terminal";
import type { TerminalColours } from "@shared/contracts/terminal-colours";
import type { TerminalScreen } from "../ui/Terminal";

/** What a live session can be shown on. */
export interface SessionScreen extends Pick<TerminalScreen, "write" | "resize"> {
  fit(): void;
  colours(): TerminalColours;
}

/** A disk that takes no more of the recording, by a folder on it; `stopped` when nothing runs any more. */
export interface FullDisk {
  readonly folder: string;
  readonly stopped: boolean;
}

export interface LiveSession {
  /** What the person typed. */
  input(data: string): void;
  /** The screen has another size now, in cells; before the first output that is only told back. */
  resized(cols: number, rows: number): void;
  /** The window has the person's attention, or no longer. */
  focused(focused: boolean): void;
  /** Says which colours the screen has, where they are other ones than before. */
  coloured(): void;
  close(): void;
}

/** Characters that one message to the host carries at most. */
const inputPiece = 500_000;

/**
 * Connects a run's terminal to the screen that shows it. Output is acknowledged once it has been drawn,
 * so that the host never gets far ahead. The screen keeps the terminal's size until the first output,
 * which was made for that size, is drawn; then it takes the size it has room for.
 * @param port from attachTerminal; closed with the session
 * @param on `skimmed` hears how much, in UTF-16 units and in all, the live view did not get; `diskFull` that
 * the program waits for room on a disk, and that it goes on
 */
export function openLiveSession(
  port: MessagePort,
  screen: SessionScreen,
  on: { skimmed(total: number): void; diskFull(at: FullDisk | undefined): void; ended(): void },
): LiveSession {
  let settled = false;
  let skimmed = 0;
  let focused = false;
  let colours = "";

  const post = (message: TerminalToHost) => port.postMessage(message);
  const settle = () => {
    if (settled) return;
    settled = true;
    screen.fit();
  };

  const coloured = () => {
    const next = screen.colours();
    if (JSON.stringify(next) !== colours) post({ type: "colours", colours: next });
    colours = JSON.stringify(next);
  };

  const receive = (message: TerminalToWindow) => {
    switch (message.type) {
      case "size":
        screen.resize(message.cols, message.rows);
        // Nothing may have been written yet; then there is nothing to wait for.
        requestAnimationFrame(() => requestAnimationFrame(settle));
        return;
      case "data": {
        const { length } = message.data;
        screen.write(message.data, () => {
          post({ type: "ack", length });
          settle();
        });
        return;
      }
      case "skimmed":
        skimmed += message.length;
        on.skimmed(skimmed);
        return;
      case "disk-full":
        on.diskFull({ folder: message.folder, stopped: message.stopped });
        return;
      case "disk-room":
        on.diskFull(undefined);
        return;
      case "ended":
        on.ended();
        return;
    }
  };

  port.onmessage = (event: MessageEvent<unknown>) => {
    const message = terminalToWindowSchema.safeParse(event.data);
    if (message.success) receive(message.data);
  };
  return {
    input: (data) => {
      for (let at = 0; at < data.length; at += inputPiece)
        post({ type: "input", data: data.slice(at, at + inputPiece) });
    },
    resized: (cols, rows) => {
      if (settled) post({ type: "resize", cols, rows });
    },
    focused: (next) => {
      if (next !== focused) post({ type: "focus", focused: next });
      focused = next;
    },
    coloured,
    close: () => {
      port.onmessage = null;
      port.close();
    },
  };
}
