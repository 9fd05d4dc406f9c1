import type { CastEvent, CastHeader } from "@shared/recordings/asciicast";
import { replayScrollback } from "@shared/recordings/keyframes";
import { replaySteps } from "@shared/recordings/screen-text";
import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import { inPieces, measureDrawing } from "../../../terminal-screen/drawing-time";
import { insideOf } from "../../../terminal-screen/inside-terminal";
import type { WritePiece } from "../../files/write-stream";

/** The terminal's scrollback in lines. Lines are taken from it before it is full. */
const scrollback = 6000;
/** The most lines that one drawing step may scroll, fewer than the scrollback. */
const linesAtOnce = 4000;
/** UTF-16 units of one drawing step. A cancellation waits for one step at most. */
const unitsAtOnce = 16 * 1024;

/** Collects all lines that a terminal has shown, as they scroll out of its screen. */
export interface Transcript {
  /** @throws {Problem} `too-large` when drawing exceeds its time limit; the signal's reason */
  play(events: readonly CastEvent[], write: WritePiece, signal: AbortSignal): Promise<void>;
  /** Writes the lines that are on the screen at the end. */
  end(write: WritePiece): Promise<void>;
  dispose(): void;
}

/**
 * Draws a recording in a terminal without a window and gives its text: the lines above the screen as they scroll
 * out, then the screen. Wrapped lines are joined. Text on the alternate screen, as an editor draws it, leaves no
 * lines.
 */
export function createTranscript({ cols, rows }: CastHeader): Transcript {
  const terminal = makeSturdy(
    new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true, logLevel: "off" }),
  );
  // A program that clears the scrollback (CSI 3 J) does not remove its lines from the transcript.
  terminal.parser.registerCsiHandler({ final: "J" }, ([what]) => what === 3);
  type Marker = NonNullable<ReturnType<typeof terminal.registerMarker>>;
  /** The first line that is not written yet; undefined for the first line of all. */
  let mark: Marker | undefined;
  let waiting = "";
  let blank = 0;

  const inside = insideOf(terminal);
  const time = measureDrawing();

  const draw = async (text: string) => {
    for (const piece of inPieces(text, terminal.cols * terminal.rows)) {
      time.draw(piece.length, () => inside.writeSync(piece));
      await time.turn();
    }
  };
  /**
   * Each change of the size wraps all lines anew, which is slow. So the written lines are dropped, except for a
   * few.
   */
  const letGo = () => {
    if (terminal.buffer.normal.baseY <= replayScrollback) return;
    terminal.options.scrollback = replayScrollback;
    terminal.options.scrollback = scrollback;
  };

  /** The text of the lines from the end of the last call. A line that continues below `end` is held back. */
  const take = (end: number): string => {
    const { normal } = terminal.buffer;
    const from = mark === undefined || mark.isDisposed ? 0 : mark.line;
    let text = "";
    for (let y = Math.max(0, from); y < end; y++) {
      const wraps = normal.getLine(y + 1)?.isWrapped === true;
      waiting += normal.getLine(y)?.translateToString(!wraps) ?? "";
      if (wraps) continue;
      text += lineOf(waiting);
      waiting = "";
    }
    return text;
  };
  /** Empty lines are written only when another line follows them. */
  const lineOf = (line: string): string => {
    const plain = line.trimEnd().replace(/\p{Cc}/gu, " ");
    if (plain === "") {
      blank += 1;
      return "";
    }
    const text = `${"\n".repeat(blank)}${plain}\n`;
    blank = 0;
    return text;
  };

  const takeScrolled = async (write: WritePiece) => {
    const { active, normal } = terminal.buffer;
    // The alternate screen has no scrollback, and the scrollback of the normal screen stays.
    if (active.type === "alternate") return;
    const text = take(normal.baseY);
    mark?.dispose();
    mark = terminal.registerMarker(-normal.cursorY);
    if (text !== "") await write(text);
  };

  return {
    async play(events, write, signal) {
      for (const step of replaySteps(events)) {
        if ("resize" in step) {
          signal.throwIfAborted();
          const { cols, rows } = step.resize;
          time.draw(0, () => {
            letGo();
            terminal.resize(cols, rows);
          });
          await time.turn();
          await takeScrolled(write);
          continue;
        }
        for (const text of drawable(step.write, terminal.cols)) {
          signal.throwIfAborted();
          await draw(text);
          await takeScrolled(write);
        }
      }
    },
    async end(write) {
      const { active, normal } = terminal.buffer;
      let text = take(normal.length) + (waiting === "" ? "" : lineOf(waiting));
      waiting = "";
      if (active.type === "alternate")
        for (let y = 0; y < active.length; y++)
          text += lineOf(active.getLine(y)?.translateToString(true) ?? "");
      if (text !== "") await write(text);
    },
    dispose: () => terminal.dispose(),
  };
}

/**
 * Cuts output into pieces that scroll by `linesAtOnce` lines at most. Each control character may scroll one line,
 * and so may each wrapped line.
 */
function* drawable(text: string, cols: number): Generator<string> {
  let from = 0;
  let lines = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // Characters outside of Latin-1 may be two cells wide.
    lines += unit < 0x20 || (unit >= 0x80 && unit < 0xa0) ? 1 : (unit > 0xff ? 2 : 1) / cols;
    if (lines < linesAtOnce && at - from < unitsAtOnce) continue;
    yield text.slice(from, at + 1);
    from = at + 1;
    lines = 0;
  }
  if (from < text.length) yield text.slice(from);
}
