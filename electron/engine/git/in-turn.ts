import { availableParallelism } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";

/** A place in a queue, for whoever waits in it. */
export interface Place {
  /** The work in words, such as "the approval of T001", for those that wait for it. */
  readonly doing?: string;
  /** Gives up waiting. Work that has begun goes on. */
  readonly signal?: AbortSignal | undefined;
  /** Called with the words of the work that this work waits for. */
  waits?(behind: string): void;
}

interface Turn {
  readonly doing: string;
  readonly done: Promise<unknown>;
}
const turns = new Map<string, Turn>();

/**
 * Runs the works for one key one after the other, in the order of the calls. Git's own locks would refuse the
 * second one, as if another program held the lock.
 * @param key the resource that only one work may use: a folder and a part of it
 * @throws {Problem} `cancelled` when the signal was aborted before the work began
 */
export function inTurn<T>(
  key: string,
  work: () => Promise<T>,
  { doing = "another change", signal, waits }: Place = {},
): Promise<T> {
  const before = turns.get(key);
  if (before !== undefined) waits?.(before.doing);
  let begun = false;
  const done = (before?.done ?? Promise.resolve())
    .catch(() => undefined)
    .then(() => {
      if (signal?.aborted) throw cancelled();
      begun = true;
      return work();
    });
  const turn = { doing, done };
  turns.set(key, turn);
  const forget = () => {
    if (turns.get(key) === turn) turns.delete(key);
  };
  done.then(forget, forget);
  if (signal === undefined) return done;
  return new Promise((resolve, reject) => {
    const giveUp = () => {
      if (!begun) reject(cancelled());
    };
    signal.addEventListener("abort", giveUp, { once: true });
    done.then(resolve, reject).finally(() => signal.removeEventListener("abort", giveUp));
  });
}

const cancelled = () => new Problem("cancelled", "Cancelled.");

/** Milliseconds between two looks whether another program has let go. */
const aMoment = 150;
/** Milliseconds for which another program is waited for. */
const patience = 3_000;

/**
 * Changes the branch that is checked out in a working tree: after the earlier changes there by this program, and
 * again for a while when another program, such as the command line, is at work in the repository. Changes of branches
 * that are checked out in other trees of the repository do not wait, because each tree has an index of its own.
 * @param work changes nothing where it throws `git-busy`
 * @param limit milliseconds
 * @throws {Problem} `cancelled` when the signal was aborted while the work waited
 */
export function changingBranch<T>(
  { gitDir }: { readonly gitDir: string },
  work: () => Promise<T>,
  place: Place = {},
  limit = patience,
): Promise<T> {
  const retried = async () => {
    for (let until: number | undefined; ; )
      try {
        return await work();
      } catch (error) {
        const isBusy = error instanceof Problem && error.code === "git-busy";
        // The time begins with the first refusal, because the work itself can take long.
        until ??= performance.now() + limit;
        if (!isBusy || performance.now() > until) throw error;
        place.waits?.("another program that is changing this repository");
        await pause(aMoment);
        if (place.signal?.aborted) throw cancelled();
      }
  };
  return inTurn(`${gitDir} branch`, retried, place);
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
    if (signal?.aborted) throw cancelled();
    return await work();
  } finally {
    const next = waiting.shift();
    if (next === undefined) places += 1;
    else next();
  }
}
