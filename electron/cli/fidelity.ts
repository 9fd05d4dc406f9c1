import { availableParallelism } from "node:os";
import { Problem } from "@shared/base/problem";
import { startThread } from "../system/thread";
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
const milliseconds = 300_000;

async function checkAll(
  files: AsyncGenerator<string>,
  file: string,
  done: (file: string, found: FileFidelity) => void,
): Promise<void> {
  const thread = startThread<string, FileFidelity>(file, { name: "The thread that checks files" });
  const patience = { milliseconds, problem: tooLong };
  try {
    // After too little memory, or a defect, the next file gets a new thread.
    for await (const path of { [Symbol.asyncIterator]: () => ({ next: () => files.next() }) })
      done(
        path,
        await thread.ask(path, { patience }).catch((error: unknown) => ({
          outcome: "unread" as const,
          why: `checking it broke off: ${error instanceof Problem ? error.message : String(error)}`,
        })),
      );
  } finally {
    await thread.end();
  }
}

const tooLong = () => new Problem("too-large", "It takes longer than five minutes.");

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
