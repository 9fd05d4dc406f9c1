import type { ChildProcess } from "node:child_process";

/** A program and what it started. */
export interface ProcessGroup {
  /** Asks all of them to end, so that git removes its locks, and makes them end soon after. */
  end(): void;
  /**
   * Resolves when the program has ended and all of its output was read. Somebody who has left the group may
   * hold the output open; that is not waited for.
   */
  readonly ended: Promise<{
    readonly exitCode: number | null;
    readonly signal: NodeJS.Signals | null;
    /** False when the program could not be started. */
    readonly started: boolean;
  }>;
}

/** Milliseconds from asking to making, and again from the program's end to the end of its output. */
const grace = 1_000;

const alive = new Set<ChildProcess>();
let watching = false;

/** @param child started with `detached`, so that it leads a group; on Windows there are no groups */
export function watchGroup(child: ChildProcess): ProcessGroup {
  alive.add(child);
  if (!watching) {
    watching = true;
    // What still runs when the app goes is of no use to anybody.
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
      // While it answers, output may still be on its way for as long as this program is busy.
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
    // It has ended already.
  }
}
