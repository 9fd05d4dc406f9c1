import { dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { CastError } from "@shared/recordings/asciicast";
import { type IndexHead, partAt } from "@shared/recordings/keyframes";
import { createCastParser, type PassedOver } from "@shared/recordings/parse-cast";
import { resetTerminal, screenText } from "@shared/recordings/screen-text";
import type { Terminal } from "@xterm/headless";
import { openCast } from "../../run-folder/open-cast";
import { measureDrawing } from "../../terminal-screen/drawing-time";
import { openReplayTerminal, play, writeTo } from "../../terminal-screen/keyframe-terminal";
import { linesOf } from "./index/line-blocks";
import { indexName } from "./index/recording-indexes";
import { identityOf, readHead, readScreen } from "./index/stored-index";

/** A terminal's screen at a moment. */
export interface Screen {
  readonly cols: number;
  readonly rows: number;
  /** Rows joined with \n, without trailing spaces and without empty rows at the end. */
  readonly text: string;
  /** Invalid lines in the part of the recording that was read. */
  readonly passedOver: PassedOver | undefined;
}

/**
 * The screen of a recording at a time, equal to the one in the window.
 * @param path of an asciicast; an index beside it is used
 * @param seconds since the recording's start; events at exactly this time are included
 * @throws CastError for a damaged recording; Problem `file-missing`, `recording-damaged`
 */
export async function screenAt(path: string, seconds: number): Promise<Screen> {
  const { terminal, passedOver } = await playTo(path, seconds, join(dirname(path), indexName));
  try {
    const { active } = terminal.buffer;
    const rows = Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "",
    );
    return { cols: terminal.cols, rows: terminal.rows, text: screenText(rows), passedOver };
  } finally {
    terminal.dispose();
  }
}

/**
 * A terminal in which a recording was played up to a time; the caller disposes it.
 * @param index path of the recording's index; without a usable index the recording is played from its beginning
 */
export async function terminalAt(path: string, seconds: number, index?: string): Promise<Terminal> {
  return (await playTo(path, seconds, index)).terminal;
}

async function playTo(path: string, seconds: number, index: string | undefined) {
  const file = await openCast(path);
  let terminal: Terminal | undefined;
  try {
    const identity = await identityOf(path).catch(missing);
    const begun = index === undefined ? undefined : await begin(index, identity, seconds);
    terminal = begun?.terminal;
    const parser = createCastParser(begun?.place);
    const drawing = measureDrawing();
    let past = false;
    const show = async (events: ReturnType<typeof parser.push>) => {
      if (parser.header === undefined) return;
      terminal ??= openReplayTerminal(parser.header);
      const due = events.filter((event) => event.time <= seconds);
      past = due.length < events.length;
      await play(terminal, due, drawing);
    };
    const start = begun?.offset ?? 0;
    for await (const { text } of linesOf(file, start, identity.bytes, () => atOnce)) {
      await show(parser.push(text));
      if (past) break;
    }
    if (!past) await show(parser.end().events);
    if (terminal === undefined) throw new CastError(1, "is no asciicast header");
    return { terminal, passedOver: begun?.passedOver ?? parser.passedOver };
  } catch (error) {
    terminal?.dispose();
    throw error;
  } finally {
    await file.close();
  }
}

/** Bytes that are played in one step. */
const atOnce = 256 * 1024;

/** The last screen of the index before a time, and its offset. */
async function begin(path: string, cast: IndexHead["cast"], seconds: number) {
  const head = await readHead(path, cast);
  if (head === undefined) return undefined;
  const { parts, outline } = head;
  for (let number = partAt(parts, seconds); number > 0; number--) {
    const part = parts[number];
    if (part?.screen === undefined) continue;
    const screen = await readScreen(path, part.screen).catch(() => undefined);
    // A damaged screen is skipped here; the window rebuilds the index.
    if (screen === undefined) continue;
    const terminal = openReplayTerminal(part);
    await writeTo(terminal, resetTerminal + screen);
    const { offset, line, time } = part;
    const { passedOver } = outline;
    return { terminal, offset, passedOver, place: { header: outline.header, line, time } };
  }
  return undefined;
}

function missing(error: unknown): never {
  throw new Problem(
    "file-missing",
    "The recording cannot be read. Check the file's name and its permissions.",
    String(error),
  );
}
