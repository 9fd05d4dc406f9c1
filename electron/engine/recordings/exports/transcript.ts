import type { CastEvent, CastHeader } from "@shared/recordings/asciicast";
import { replayScrollback } from "@shared/recordings/keyframes";
import { replaySteps } from "@shared/recordings/screen";
import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import { inPieces, measureDrawing } from "../../../terminal-screen/drawing-time";
import { insideOf } from "../../../terminal-screen/inside-terminal";
import type { WritePiece } from "../../files/write-stream";

/** Lines that scroll out of the screen are taken from here before there are more of them. */
const scrollback = 6000;
/** Lines that what is drawn at once may scroll by: fewer than the scrollback keeps. */
const linesAtOnce = 4000;
/** UTF-16 units that are drawn at once: whoever cancels waits no longer than for these. */
const unitsAtOnce = 16 * 1024;

/** All the lines that a terminal has had, as they are scrolled out of its screen. */
export interface Transcript {
  /** @throws {Problem} `too-large` where drawing would take without end; what the signal says */
  play(events: readonly CastEvent[], write: WritePiece, signal: AbortSignal): Promise<void>;
  /** Writes the lines that are still on the screen. */
  end(write: WritePiece): Promise<void>;
  dispose(): void;
}

/**
 * Draws a recording in a terminal that nobody sees and gives its text: the lines above the screen as they
 * leave it, then the screen. Lines that the terminal had to wrap are whole again. What a program draws on the
 * alternate screen and takes away again, as an editor does, leaves no lines.
 */
export function createTranscript({ cols, rows }: CastHeader): Transcript {
  const terminal = makeSturdy(
    new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true, logLevel: "off" }),
  );
  // A program that clears the lines above the screen does not unsay them.
  terminal.parser.registerCsiHandler({ final: "J" }, ([what]) => what === 3);
  type Marker = NonNullable<ReturnType<typeof terminal.registerMarker>>;
  /** The first line that is not written yet; undefined for the very first. */
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
  /** Each change of the size wraps all lines anew. Those that are written are needed no more, but for a few. */
  const letGo = () => {
    if (terminal.buffer.normal.baseY <= replayScrollback) return;
    terminal.options.scrollback = replayScrollback;
    terminal.options.scrollback = scrollback;
  };

  /** The text of lines from where the last call ended; a line that goes on below is held back. */
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
  /** Empty lines are written only when another line follows. */
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
    // The alternate screen has no lines above it, and what is above the other one stays.
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

/** Output in pieces that scroll by no more than so many lines: one for each control character, and the wrapped. */
function* drawable(text: string, cols: number): Generator<string> {
  let from = 0;
  let lines = 0;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    // What is no Latin letter may be two cells wide.
    lines += unit < 0x20 || (unit >= 0x80 && unit < 0xa0) ? 1 : (unit > 0xff ? 2 : 1) / cols;
    if (lines < linesAtOnce && at - from < unitsAtOnce) continue;
    yield text.slice(from, at + 1);
    from = at + 1;
    lines = 0;
  }
  if (from < text.length) yield text.slice(from);
}
