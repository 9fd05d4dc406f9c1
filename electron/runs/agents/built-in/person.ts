import type { Readable } from "node:stream";
import { StringDecoder } from "node:string_decoder";

/** What the person types into the terminal, line by line. */
export interface Person {
  /** The next line, or undefined when nobody can type any more. */
  nextLine(signal: AbortSignal): Promise<string | undefined>;
  /** The lines that came since the last time and that nobody waited for. */
  takeLines(): string[];
  dispose(): void;
}

/** Bytes that a line may have; a longer one is cut there. */
const longestLine = 100_000;

/**
 * @param input the terminal in its ordinary line mode: it echoes, edits and hands over whole lines
 * @param onUnawaited is told of a line that was typed while nothing was asked
 */
export function listenToPerson(input: Readable, onUnawaited: () => void): Person {
  const decoder = new StringDecoder("utf8");
  const waiting: ((line: string | undefined) => void)[] = [];
  let lines: string[] = [];
  let rest = "";
  let over = false;

  const deliver = (line: string) => {
    const next = waiting.shift();
    if (next !== undefined) return next(line);
    if (line.trim() === "") return;
    lines.push(line);
    onUnawaited();
  };
  const onData = (bytes: Buffer | string) => {
    const parts = (rest + (typeof bytes === "string" ? bytes : decoder.write(bytes))).split(
      /\r?\n/,
    );
    rest = (parts.pop() ?? "").slice(0, longestLine);
    for (const line of parts) deliver(line);
  };
  const onEnd = () => {
    over = true;
    for (const next of waiting.splice(0)) next(undefined);
  };
  input.on("data", onData).once("end", onEnd).once("close", onEnd).once("error", onEnd);

  return {
    nextLine(signal) {
      return new Promise((resolve, reject) => {
        signal.throwIfAborted();
        if (over) return resolve(undefined);
        const done = (line: string | undefined) => {
          signal.removeEventListener("abort", cancel);
          resolve(line);
        };
        const cancel = () => {
          waiting.splice(waiting.indexOf(done), 1);
          reject(signal.reason);
        };
        signal.addEventListener("abort", cancel, { once: true });
        waiting.push(done);
      });
    },
    takeLines() {
      const taken = lines;
      lines = [];
      return taken;
    },
    dispose() {
      input.off("data", onData).off("end", onEnd).off("close", onEnd).off("error", onEnd);
      input.pause();
      onEnd();
    },
  };
}
