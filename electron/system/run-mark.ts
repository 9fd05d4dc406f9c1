import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";

// A program can leave its session, its process group and its parent, and start with an empty environment. What it
// cannot shed on Linux, short of meaning to as root, are its resource limits: they pass to every child, through
// every exec. The limit on file locks (RLIMIT_LOCKS) has had no effect since Linux 2.4.25, see getrlimit(2), so it
// can carry a number that tells the run: who has it was started by the run, however it went away since.

/** Where util-linux puts the program that sets limits. */
const setters = ["/usr/bin/prlimit", "/bin/prlimit"];

/** The number that stands for a run: 48 bits of its id's digest, so that no other process has it by chance. */
export function markNumber(run: string): number {
  return createHash("sha256").update(run).digest().readUIntBE(0, 6);
}

/**
 * What starts a program so that it, and all that it starts, carry the run's number. The program takes the place of
 * the one that sets it, with the same process id. Where the number cannot be set the program is started as it is.
 */
export function marked<P extends { readonly file: string; readonly args: readonly string[] }>(
  program: P,
  run: string,
): P {
  const setter =
    process.platform === "linux" ? setters.find((path) => existsSync(path)) : undefined;
  // Who is in a run already cannot raise its limit.
  if (setter === undefined || limitOf("self") !== "unlimited") return program;
  const number = markNumber(run);
  const args = [`--locks=${number}:${number}`, "--", program.file, ...program.args];
  return { ...program, file: setter, args };
}

/** Whether a process carries the run's number. */
export const isMarked = (pid: number, run: string): boolean =>
  limitOf(pid) === String(markNumber(run));

/** The hard limit on file locks, as /proc says it; undefined when the process is gone. */
function limitOf(pid: number | "self"): string | undefined {
  try {
    const limits = readFileSync(`/proc/${pid}/limits`, "latin1");
    return /^Max file locks +\S+ +(\S+)/m.exec(limits)?.[1];
  } catch {
    return undefined;
  }
}
