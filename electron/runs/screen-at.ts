import { createReadStream } from "node:fs";
import { Problem } from "@shared/contracts/problem";
import { CastError, type CastEvent } from "@shared/recordings/asciicast";
import { createCastParser } from "@shared/recordings/parse";
import { replaySteps, screenText } from "@shared/recordings/screen";
import headless from "@xterm/headless";

/** A terminal's screen at a moment. */
export interface Screen {
  readonly cols: number;
  readonly rows: number;
  /** Rows joined with \n, without trailing spaces and without empty rows at the end. */
  readonly text: string;
}

/**
 * The screen that a recording showed at a time.
 * @param path an asciicast file
 * @param seconds since the recording's start; what happened exactly then is shown
 * @throws CastError for a damaged recording, Problem file-missing
 */
export async function screenAt(path: string, seconds: number): Promise<Screen> {
  const parser = createCastParser();
  let terminal: InstanceType<typeof headless.Terminal> | undefined;
  const open = () => {
    const header = parser.header;
    if (header === undefined) return undefined;
    return new headless.Terminal({
      cols: header.cols,
      rows: header.rows,
      scrollback: 0,
      allowProposedApi: true,
    });
  };
  try {
    let past = false;
    const play = async (events: readonly CastEvent[]) => {
      terminal ??= open();
      const shown = terminal;
      if (shown === undefined) return;
      const due = events.filter((event) => event.time <= seconds);
      past ||= due.length < events.length;
      for (const step of replaySteps(due)) {
        if ("resize" in step) shown.resize(step.resize.cols, step.resize.rows);
        else await new Promise<void>((resolve) => shown.write(step.write, resolve));
      }
    };
    for await (const text of readText(path)) {
      await play(parser.push(text));
      if (past) break;
    }
    if (!past) await play(parser.end().events);
    if (terminal === undefined) throw new CastError(1, "is no asciicast header");
    const { active } = terminal.buffer;
    const rows = Array.from(
      { length: terminal.rows },
      (_, row) => active.getLine(active.baseY + row)?.translateToString(true) ?? "",
    );
    return { cols: terminal.cols, rows: terminal.rows, text: screenText(rows) };
  } finally {
    terminal?.dispose();
  }
}

/** A file's text, piece by piece. */
async function* readText(path: string): AsyncGenerator<string> {
  const stream = createReadStream(path, { encoding: "utf8", highWaterMark: 256 * 1024 });
  try {
    for await (const text of stream) yield String(text);
  } catch (error) {
    throw new Problem(
      "file-missing",
      "The recording cannot be read. Check the file's name and its permissions.",
      String(error),
    );
  }
}
