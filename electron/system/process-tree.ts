import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { isMarked } from "./run-mark";

/** The processes that belong together. */
export interface ProcessTree {
  /** The session leader: the pty's child. */
  readonly root?: number;
  /** The root's processStartToken, to recognise another process with a reused id. */
  readonly rootStarted?: string;
  /**
   * Linux: every process with SPECWRIGHT_RUN=<run> in its environment, or with the run's number (see
   * `run-mark.ts`), belongs to the tree, whatever its parent and session.
   */
  readonly run?: string;
}

export interface EndOptions {
  /** Milliseconds between SIGTERM and SIGKILL. */
  readonly grace?: number;
  /** Milliseconds after which processes that survive SIGKILL are given up. */
  readonly limit?: number;
}

interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly started: string;
  /** The process has ended, and its parent has not collected it yet. */
  readonly zombie: boolean;
}

/** Milliseconds between two checks of the processes. */
const interval = 25;

/**
 * Ends a whole tree: the root's session and process group, all descendants, and every process with the run in its
 * environment. SIGHUP and SIGTERM come first; processes that remain after the grace period get SIGKILL. Never
 * signals this process, its ancestors or pid 1.
 * @returns the pids that could not be ended; empty when all have ended
 */
export async function endProcessTree(
  tree: ProcessTree,
  options: EndOptions = {},
): Promise<number[]> {
  const { grace = 2000, limit = 10_000 } = options;
  const begun = performance.now();
  const asked = new Set<string>();
  // A process that once belonged to the tree stays a member after its parent has ended.
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
        // A stopped process handles no signal before SIGCONT.
        for (const name of ["SIGHUP", "SIGTERM", "SIGCONT"] as const) signal(pid, name);
      }
    }
    await new Promise((resolve) => setTimeout(resolve, interval));
  }
}

/** The running processes of a tree. */
export function processesOf(tree: ProcessTree): number[] {
  return findMembers(tree, new Map()).map(({ pid }) => pid);
}

/**
 * A token of a process's start time, which differs from that of any other process with the same id.
 * @returns undefined when the process does not exist
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
    // The process has ended or belongs to another user; the next check shows which.
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

/** /proc/<pid>/stat, see proc_pid_stat(5). The name is in brackets and may contain any character. */
function readProc(pid: number): ProcessEntry | undefined {
  let stat: string;
  try {
    stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return undefined;
  }
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state, parent, group, session] = fields;
  // Field 22 of the whole line: the start time in clock ticks since the boot.
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

/** Whether the process's starting environment or its resource limits name the run. */
function carries(pid: number, run: string): boolean {
  try {
    const environment = readFileSync(`/proc/${pid}/environ`, "latin1");
    if (environment.split("\0").includes(`SPECWRIGHT_RUN=${run}`)) return true;
  } catch {
    // The process belongs to another user, or has ended.
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
