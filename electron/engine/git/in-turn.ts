import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";

const turns = new Map<string, Promise<unknown>>();

/**
 * Runs the works for one key one after the other, in the order of the calls. Git's own locks would refuse the
 * second one, as if another program held the lock.
 * @param key the resource that only one work may use: a folder and a part of it
 */
export function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const done = (turns.get(key) ?? Promise.resolve()).catch(() => undefined).then(work);
  turns.set(key, done);
  const forget = () => {
    if (turns.get(key) === done) turns.delete(key);
  };
  done.then(forget, forget);
  return done;
}

/** Milliseconds between two looks whether another program has let go. */
const aMoment = 150;
/** Milliseconds for which another program is waited for. */
const patience = 3_000;

/**
 * Changes a branch of a repository: after the changes of this program that were asked for before, and again for a while
 * when another program, such as the command line, is at work there.
 * @param work changes nothing where it throws `git-busy`
 * @param limit milliseconds
 */
export function changingBranches<T>(
  { commonDir }: { readonly commonDir: string },
  work: () => Promise<T>,
  limit = patience,
): Promise<T> {
  return inTurn(`${commonDir} branches`, async () => {
    for (const until = performance.now() + limit; ; )
      try {
        return await work();
      } catch (error) {
        const isBusy = error instanceof Problem && error.code === "git-busy";
        if (!isBusy || performance.now() > until) throw error;
        await pause(aMoment);
      }
  });
}

const waiting: (() => void)[] = [];
let places = Math.max(2, availableParallelism());

/**
 * Does work that takes a whole processor, such as filling a working tree, for as many at once as there are processors.
 * @throws {Problem} `cancelled` for work that has not begun
 */
export async function fewAtOnce<T>(
  work: () => Promise<T>,
  signal?: AbortSignal | undefined,
): Promise<T> {
  if (places > 0) places -= 1;
  else await new Promise<void>((resolve) => waiting.push(resolve));
  try {
    if (signal?.aborted) throw new Problem("cancelled", "Cancelled.");
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) places += 1;
    else next();
  }
}
