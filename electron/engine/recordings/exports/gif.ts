import { spawn } from "node:child_process";
import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { findProgram } from "../../../system/disk";
import type { WritePiece } from "../../files/write-stream";

/** The program that draws a recording as an animated picture: https://docs.asciinema.org/manual/agg/ */
const program = "agg";

/** Characters of the program's output that are kept for a message. */
const keptWords = 2000;

/** The path of agg; undefined when it is not installed. */
export const findAgg = (env: NodeJS.ProcessEnv): Promise<string | undefined> =>
  findProgram(program, env["PATH"] ?? "");

export const aggMissing =
  "An animated picture is made by agg, which is not installed. Install it from github.com/asciinema/agg, then export again.";

/**
 * Runs agg to draw a recording.
 * @param cast writes the recording as asciicast 2, which every version of agg reads
 * @param write receives the picture
 * @throws {Problem} `tool-missing`, `tool-failed`; the signal's reason
 */
export async function drawGif<T>(
  env: NodeJS.ProcessEnv,
  { signal }: { readonly signal: AbortSignal },
  cast: (write: WritePiece) => Promise<T>,
  write: WritePiece,
): Promise<T> {
  const agg = await findAgg(env);
  if (agg === undefined) throw new Problem("tool-missing", aggMissing);
  const folder = await mkdtemp(join(tmpdir(), "specwright-gif-"));
  try {
    const [from, to] = [join(folder, "recording.cast"), join(folder, "picture.gif")];
    const file = await open(from, "wx", 0o600);
    let result: T;
    try {
      result = await cast(async (piece) => {
        await file.appendFile(piece);
      });
    } finally {
      await file.close();
    }
    await run(agg, [from, to], env, signal);
    for await (const piece of createReadStream(to)) {
      signal.throwIfAborted();
      await write(piece);
    }
    return result;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run(
  path: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(path, args, { env, stdio: ["ignore", "ignore", "pipe"], signal });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-keptWords);
    });
    const failed = (detail: string) =>
      new Problem("tool-failed", "agg could not draw this recording.", detail);
    child.once("error", (error) => reject(signal.aborted ? signal.reason : failed(String(error))));
    child.once("close", (code) => {
      if (code === 0) resolve();
      else reject(signal.aborted ? signal.reason : failed(said.trim()));
    });
  });
}
