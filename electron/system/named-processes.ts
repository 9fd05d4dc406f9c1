import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Running } from "@shared/runs/event";
import { type ProcessTree, processesOf } from "./process-tree";

/** The largest number of processes that are named. */
export const mostNamed = 20;
/** Characters of a command line that are kept. */
const longestCommand = 200;
/** Milliseconds that the child processes of an ended program get to end by themselves. */
const defaultPatience = 300;
/** Milliseconds between two checks. */
const interval = 25;

/** The command lines of the processes that still exist, at most `mostNamed`. */
export const namedProcesses = (pids: readonly number[]): Promise<Running[]> =>
  Promise.all(
    pids.slice(0, mostNamed).map(async (pid) => ({ pid, command: await commandOf(pid) })),
  );

/** The command line of a process; empty when it has ended. */
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

/** The processes of an ended program's tree that still run after a short wait. */
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
