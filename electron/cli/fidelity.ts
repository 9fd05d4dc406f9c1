import { once } from "node:events";
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { Problem } from "@shared/base/problem";
import { type CommandLine, exitCodes } from "./command-line";
import { type FileFidelity, markdownFiles } from "./fidelity-file";
import { asTable, isFaithful, startReport } from "./fidelity-report";
import { asJson, printable } from "./print";

/**
 * Tries the editor on all Markdown files in a folder and prints the damage. Only reads.
 * @param thread the built fidelity-thread.js
 * @returns the exit code
 */
export async function fidelity(
  command: Extract<CommandLine, { verb: "fidelity" }>,
  thread: string,
): Promise<number> {
  const report = startReport();
  const files = markdownFiles(command.folder);
  const progress = showProgress();
  try {
    // Each thread takes the next file after finishing one, so few files are in memory at a time.
    await Promise.all(
      Array.from({ length: availableParallelism() }, async () => {
        await checkAll(files, thread, (file, found) => {
          report.add(file, found);
          progress.count();
        });
      }),
    );
  } finally {
    progress.end();
  }
  const result = report.result();
  if (result.files === 0)
    throw new Problem("file-missing", `There is no Markdown file in ${command.folder}.`);
  process.stdout.write(command.json ? `${asJson(result)}\n` : printable(asTable(result)));
  return isFaithful(result) ? exitCodes.done : exitCodes.failed;
}

/** Milliseconds for one file. The largest real files take a considerable part of it. */
const patience = 300_000;

async function checkAll(
  files: AsyncGenerator<string>,
  thread: string,
  done: (file: string, found: FileFidelity) => void,
): Promise<void> {
  let worker: Worker | undefined;
  try {
    for await (const file of { [Symbol.asyncIterator]: () => ({ next: () => files.next() }) }) {
      worker ??= new Worker(thread);
      const answer = once(worker, "message", { signal: AbortSignal.timeout(patience) });
      worker.postMessage(file);
      try {
        const [found]: FileFidelity[] = await answer;
        if (found) done(file, found);
      } catch (error) {
        // The thread ended or does not finish: too little memory, or a defect. The next file gets a new thread.
        await worker.terminate();
        worker = undefined;
        done(file, { outcome: "unread", why: `checking it broke off: ${String(error)}` });
      }
    }
  } finally {
    await worker?.terminate();
  }
}

/** A progress line, if standard error is a terminal. */
function showProgress(): { count(): void; end(): void } {
  const { stderr } = process;
  if (!stderr.isTTY) return { count() {}, end() {} };
  let files = 0;
  return {
    count() {
      files++;
      stderr.write(`\r${files} files`);
    },
    end: () => stderr.write("\r\u001b[K"),
  };
}
