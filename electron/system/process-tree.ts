import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isMarked } from "./run-mark";

/** Which processes belong together. */
export interface ProcessTree {
  /** The process that leads the session: the pty's child. */
  readonly root?: number;
  /** What processStartToken said of it; guards against a process that has got its number since. */
  readonly rootStarted?: string;
  /**
   * Every process whose environment says SPECWRIGHT_RUN=<run>, or that carries the run's number (see `run-mark.ts`),
   * belongs to it, wherever it has gone (Linux).
   */
  readonly run?: string;
}

export interface EndOptions {
  /** Milliseconds between asking and forcing. */
  readonly grace?: number;
  /** Milliseconds after which processes that even SIGKILL does not end are given up. */
  readonly limit?: number;
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly started: string;
  /** Has ended; only its parent has not asked yet. */
  readonly zombie: boolean;
}

/** Milliseconds between two looks at the processes. */
const interval = 25;

/**
 * Ends a whole tree: the root's session and process group, all descendants, and whatever carries the run in
 * its environment. First SIGHUP and SIGTERM; what is still there after the grace period gets SIGKILL.
 * Never signals this process, the ones it descends from, or pid 1.
 * @returns pids that could not be ended; empty when all are gone
 */
export async function endProcessTree(
  tree: ProcessTree,
  options: EndOptions = {},
): Promise<number[]> {
  const { grace = 2000, limit = 10_000 } = options;
  const begun = performance.now();
  const asked = new Set<string>();
  // Processes that once belonged stay in, though their parents are gone.
  const members = new Map<number, string>();
  for (;;) {
    const left = findMembers(tree, members);
    if (left.length === 0) return [];
    const elapsed = performance.now() - begun;
    if (elapsed > limit) return left.map(({ pid }) => pid);
    for (const { pid, started } of left) {
      members.set(pid, started);
      if (elapsed >= grace) signal(pid, "SIGKILL");
      else if (!asked.has(`${pid} ${started}`)) {
        asked.add(`${pid} ${started}`);
        // A stopped process hears nothing but SIGCONT.
        for (const name of ["SIGHUP", "SIGTERM", "SIGCONT"] as const) signal(pid, name);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** The living processes of a tree. */
export function processesOf(tree: ProcessTree): number[] {
  return findMembers(tree, new Map()).map(({ pid }) => pid);
}

/**
 * When a process started, as a token that tells it from every other that ever has the same number.
 * @returns undefined when there is no such process
 */
export function processStartToken(pid: number): string | undefined {
  if (process.platform === "linux") {
    const entry = readProc(pid);
    return entry === undefined || entry.zombie ? undefined : entry.started;
  }
  try {
    const token = execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8" });
    return token.trim() === "" ? undefined : token.trim();
  } catch {
    return undefined;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has gone, or is not ours; the next look tells.
  }
}

function findMembers(tree: ProcessTree, known: ReadonlyMap<number, string>): ProcessEntry[] {
  const entries = process.platform === "linux" ? listProc() : listPs();
  const byPid = new Map(entries.map((entry) => [entry.pid, entry]));
  const untouchable = new Set<number>([0, 1]);
  for (let pid = process.pid; pid > 1 && !untouchable.has(pid); ) {
    untouchable.add(pid);
    pid = byPid.get(pid)?.parent ?? 0;
  }

  const { root, rootStarted, run } = tree;
  const reused =
    root === undefined ||
    root <= 1 ||
    untouchable.has(root) ||
    (rootStarted !== undefined &&
      byPid.has(root) &&
      byPid.get(root)?.started !== rootStarted &&
      process.platform === "linux");
  const found = new Set<number>();
  for (const { pid, group, session, started } of entries) {
    const inRoot = !reused && (pid === root || group === root || session === root);
    if (inRoot || known.get(pid) === started || (run !== undefined && carries(pid, run)))
      found.add(pid);
  }
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of entries) if (found.has(parent)) found.add(pid);
  }
  return entries.filter(({ pid, zombie }) => found.has(pid) && !zombie && !untouchable.has(pid));
}

function listProc(): ProcessEntry[] {
  return readdirSync("/proc").flatMap((name) => {
    const entry = /^\d+$/.test(name) ? readProc(Number(name)) : undefined;
    return entry === undefined ? [] : [entry];
  });
}

/** /proc/<pid>/stat, see proc_pid_stat(5). The name is in brackets and may hold any character. */
function readProc(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  // Field 22 of the whole line: the start, in clock ticks since the boot.
  const started = fields[19];
  if (started === undefined) return undefined;
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    started,
    zombie: state === "Z" || state === "X",
  };
}

/** The environment that the process was started with says so, or its limits do. */
function carries(pid: number, run: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    if (environment.split("\0").includes(`SPECWRIGHT_RUN=${run}`)) return true;
  } catch {
    // It is another user's, or has gone.
  }
  return isMarked(pid, run);
}

function listPs(): ProcessEntry[] {
  const table = execFileSync("ps", ["-axo", "pid=,ppid=,pgid=,sess=,stat="], { encoding: "utf8" });
  return table.split("\n").flatMap((line) => {
    const [pid, parent, group, session, state] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined) return [];
    return {
      pid: Number(pid),
      parent: Number(parent),
      group: Number(group),
      session: Number(session),
      started: "",
      zombie: state.startsWith("Z"),
    };
  });
}
