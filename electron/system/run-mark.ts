import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

// A program can leave its session, process group and parent, and start with an empty environment. On Linux it
// cannot lose its resource limits, unless it is root and does so on purpose: every child inherits them, through
// every exec. The limit on file locks (RLIMIT_LOCKS) has had no effect since Linux 2.4.25, see getrlimit(2). So
// this limit carries a number that identifies the run: every process with the number was started by the run.

/** The paths of util-linux's program that sets limits. */
const setters = ["/usr/bin/prlimit", "/bin/prlimit"];

/** The number of a run: 48 bits of its id's digest, so that no other process has the number by chance. */
export function markNumber(run: string): number {
  return createHash("sha256").update(run).digest().readUIntBE(0, 6);
}

/**
 * The command line that starts a program with the run's number, which its child processes inherit. The setting
 * program executes the given one in the same process. Where the number cannot be set, the program is started
 * unchanged.
 */
export function marked<P extends { readonly file: string; readonly args: readonly string[] }>(
  program: P,
  run: string,
): P {
  const setter =
    process.platform === "linux" ? setters.find((path) => existsSync(path)) : undefined;
  // A process inside a run cannot raise its limit.
  if (setter === undefined || limitOf("self") !== "unlimited") return program;
  const number = markNumber(run);
  const args = [`--locks=${number}:${number}`, "--", program.file, ...program.args];
  return { ...program, file: setter, args };
}

/** Whether a process has the run's number. */
export const isMarked = (pid: number, run: string): boolean =>
  limitOf(pid) === String(markNumber(run));

/** The hard limit on file locks from /proc; undefined when the process has ended. */
function limitOf(pid: number | "self"): string | undefined {
  try {
    const limits = readFileSync(`/proc/${pid}/limits`, "latin1");
    return /^Max file locks +\S+ +(\S+)/m.exec(limits)?.[1];
  } catch {
    return undefined;
  }
}
