import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Running } from "@shared/runs/event";
import { type ProcessTree, processesOf } from "./process-tree";

/** Programs that are named. */
export const mostNamed = 20;
/** Characters of a command line that are kept. */
const longestCommand = 200;
/** Milliseconds in which what a program had started may end by itself once the program is over. */
const defaultPatience = 300;
/** Milliseconds between two looks. */
const interval = 25;

/** Processes by their command lines, as far as they are still there; 20 at most. */
export const namedProcesses = (pids: readonly number[]): Promise<Running[]> =>
  Promise.all(
    pids.slice(0, mostNamed).map(async (pid) => ({ pid, command: await commandOf(pid) })),
  );

/** A process's command line; empty where it is gone. */
export async function commandOf(pid: number): Promise<string> {
  const words =
    process.platform === "linux"
      ? await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => "")
      : await promisify(execFile)("ps", ["-o", "command=", "-p", String(pid)]).then(
          ({ stdout }) => stdout,
          () => "",
        );
  return words.replaceAll("\0", " ").trim().slice(0, longestCommand);
}

/** What a program that has ended left running of its tree, once what was about to end has ended. */
export async function leftBehind(
  tree: ProcessTree,
  patience = defaultPatience,
): Promise<Running[]> {
  const begun = performance.now();
  for (;;) {
    const pids = processesOf(tree);
    if (pids.length === 0) return [];
    if (performance.now() - begun >= patience) return namedProcesses(pids);
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}
