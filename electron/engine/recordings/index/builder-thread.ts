import { Problem } from "@shared/base/problem";
import { startThread } from "../../../system/thread";
import type { BuildIndex } from "./recording-indexes";

/** The request to the thread: the path of a recording, and the path of the index to make. */
export interface IndexOrder {
  readonly cast: string;
  readonly path: string;
}

/** Milliseconds between two signs of life, and milliseconds without one after which the thread is ended. */
export const life = { sign: 1000, patience: 60_000 } as const;

/** Megabytes of JavaScript memory for the thread, far more than any recording needs. */
const memory = 256;

/**
 * Builds indexes, each in a thread of its own, because a long recording takes seconds. A thread that is busy
 * without end is ended, and the person gets an error.
 * @param file the built index-thread.js
 * @param milliseconds the longest time without a sign of life
 */
export const buildInThread =
  (file: string, milliseconds: number = life.patience): BuildIndex =>
  async (cast, path, { signal, progress }) => {
    const thread = startThread<IndexOrder, undefined, number>(file, {
      name: "The thread that makes a recording's index",
      memory,
    });
    try {
      await thread.ask(
        { cast, path },
        { signal, news: progress, patience: { milliseconds, problem: tooLong } },
      );
    } finally {
      await thread.end();
    }
  };

const tooLong = () =>
  new Problem(
    "recording-damaged",
    "This recording keeps the terminal busy without end, so it was given up. It was made to do harm, or is damaged.",
  );
