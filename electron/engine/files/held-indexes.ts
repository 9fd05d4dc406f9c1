import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { copyIndexTo, type PrivateIndex } from "./private-index";

/**
 * The indexes of runs' working trees that only this program writes. Each has the time of every file from when git last
 * read the file, so whoever begins with a copy reads only what has changed since. They end with the program: after a
 * start of the app the first look at a tree reads the whole tree once.
 */

interface Held {
  readonly index: PrivateIndex;
  /** Whoever takes the run's checkpoints still writes it. */
  live: boolean;
}

const held = new Map<string, Held>();
/** Indexes of runs that are over; one takes about 100 bytes for each file of its tree. */
const mostIdle = 16;
let endsWithProgram = false;

/** Holds the index of a working tree while its checkpoints are taken. */
export function holdIndex(worktree: string, index: PrivateIndex): void {
  if (!endsWithProgram)
    process.once("exit", () => {
      for (const { index } of held.values())
        rmSync(dirname(index.path), { recursive: true, force: true });
    });
  endsWithProgram = true;
  held.set(worktree, { index, live: true });
}

/** The checkpoints of a working tree are over: its index stays for what is decided of the run. */
export async function idleIndex(worktree: string): Promise<void> {
  const mine = held.get(worktree);
  if (mine === undefined) return;
  mine.live = false;
  const idle = [...held].filter(([, { live }]) => !live);
  for (const [oldest] of idle.slice(0, Math.max(0, idle.length - mostIdle)))
    await releaseIndex(oldest);
}

/** Lets go of a working tree's index. */
export async function releaseIndex(worktree: string): Promise<void> {
  const mine = held.get(worktree);
  held.delete(worktree);
  await mine?.index.remove();
}

/**
 * Begins an index with a copy of the one that is held of a working tree.
 * @param to where the copy is to be
 * @returns whether there is one
 */
export async function beginWithHeld(worktree: string, to: string): Promise<boolean> {
  const mine = held.get(worktree);
  if (mine === undefined) return false;
  return copyIndexTo(mine.index.path, to).then(
    () => true,
    () => false,
  );
}

/** Holds what a later look at a working tree has read, where nobody takes its checkpoints any more. */
export async function updateHeld(worktree: string, from: string): Promise<void> {
  const mine = held.get(worktree);
  // Without it the next look reads a little more.
  if (mine?.live === false) await copyIndexTo(from, mine.index.path).catch(() => undefined);
}
