import type { ChildProcess } from "node:child_process";

/** A process and its child processes. */
export interface ProcessGroup {
  /** Sends SIGTERM to all of them, so that git removes its locks, and SIGKILL soon after. */
  end(): void;
  /**
   * Resolves when the process has ended and all of its output was read. A process that has left the group may keep
   * the output open; the wait for that is limited.
   */
  readonly ended: Promise<{
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
    /** False when the process could not be started. */
    readonly started: boolean;
  }>;
}

/** Milliseconds between SIGTERM and SIGKILL, and between the process's end and the end of its output. */
const grace = 1_000;

const alive = new Set<ChildProcess>();
let watching = false;

/** @param child started with `detached`, so that it leads a group; Windows has no process groups */
export function watchGroup(child: ChildProcess): ProcessGroup {
  alive.add(child);
  if (!watching) {
    watching = true;
    // The processes are of no use after the app's end.
    process.once("exit", () => {
      for (const each of alive) signalGroup(each, "SIGKILL");
    });
  }
  let started = true;
  let ending = false;
  const timers: NodeJS.Timeout[] = [];
  const ended = new Promise<Awaited<ProcessGroup["ended"]>>((resolve) => {
    const finish = (exitCode: number | null, signal: NodeJS.Signals | null) => {
      alive.delete(child);
      for (const timer of timers) clearTimeout(timer);
      resolve({ exitCode, signal, started });
    };
    child.once("error", () => {
      started = false;
      finish(null, null);
    });
    child.once("close", finish);
    child.once("exit", (exitCode, signal) => {
      if (ending) signalGroup(child, "SIGKILL");
      const held = () => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        finish(exitCode, signal);
      };
      // For a process that ended by itself, output may arrive late while this process is busy, so the wait is
      // longer.
      timers.push(setTimeout(held, ending ? grace : 10 * grace));
    });
  });
  return {
    ended,
    end() {
      if (ending) return;
      ending = true;
      signalGroup(child, "SIGTERM");
      timers.push(setTimeout(() => signalGroup(child, "SIGKILL"), grace));
    },
  };
}

function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, signal);
  } catch {
    // The process has ended already.
  }
}
