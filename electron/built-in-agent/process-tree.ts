import { execFile } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";

/**
 * A process and all its descendants. A command stays in the run's process group, so that stopping the run reaches
 * the command too. Therefore it has no group of its own that could be signalled.
 */
export async function processTree(pid: number): Promise<number[]> {
  const parents = await parentsOfAll().catch(() => []);
  const tree = new Set([pid]);
  // A child can be listed before its parent, so the search repeats until it finds no new process.
  for (let size = 0; size < tree.size; ) {
    size = tree.size;
    for (const [child, parent] of parents) if (tree.has(parent)) tree.add(child);
  }
  return [...tree];
}

export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch {
      // The process ended meanwhile.
    }
  }
}

async function parentsOfAll(): Promise<[child: number, parent: number][]> {
  if (process.platform !== "linux") {
    const { stdout } = await promisify(execFile)("ps", ["-A", "-o", "pid=,ppid="]);
    return stdout.split("\n").flatMap((line) => toPair(line.trim().split(/\s+/)));
  }
  const pids = (await readdir("/proc")).filter((name) => /^\d+$/.test(name));
  const pairs = await Promise.all(
    pids.map(async (pid) => {
      const stat = await readFile(`/proc/${pid}/stat`, "latin1").catch(() => "");
      // pid (name, with any characters) state ppid …: see proc_pid_stat(5).
      const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
      return toPair([pid, fields[1] ?? ""]);
    }),
  );
  return pairs.flat();
}

function toPair([child, parent]: readonly string[]): [number, number][] {
  return child && parent ? [[Number(child), Number(parent)]] : [];
}
