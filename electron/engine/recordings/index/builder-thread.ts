import { Worker } from "node:worker_threads";
import { Problem, type ProblemData } from "@shared/base/problem";
import type { BuildIndex } from "./recording-indexes";

// The messages between the threads.
export interface IndexOrder {
  readonly cast: string;
  readonly path: string;
}
export type IndexNews =
  | { readonly part: number }
  /** A sign of life, sent at intervals however long the recording is. */
  | { readonly alive: true }
  | { readonly done: true }
  | { readonly problem: ProblemData }
  /** The message of an error that is not a Problem. */
  | { readonly defect: string };

/** Milliseconds between two signs of life, and milliseconds without one after which the thread is ended. */
export const life = { sign: 1000, patience: 60_000 } as const;

/** Megabytes of JavaScript memory for the thread, far more than any recording needs. */
const memory = 256;

/**
 * Builds indexes, each in a thread of its own, because a long recording takes seconds. A thread that is busy
 * without end is ended, and the person gets an error.
 * @param file the built index-thread.js
 * @param patience milliseconds without a sign of life
 */
export const buildInThread =
  (file: string, patience: number = life.patience): BuildIndex =>
  (cast, path, { signal, progress }) =>
    new Promise((resolve, reject) => {
      const order: IndexOrder = { cast, path };
      const worker = new Worker(file, {
        workerData: order,
        resourceLimits: { maxOldGenerationSizeMb: memory },
      });
      const cancel = () => void worker.terminate();
      signal.addEventListener("abort", cancel, { once: true });
      let end = () => reject(new Error("The thread that makes a recording's index ended."));
      let timer: NodeJS.Timeout | undefined;
      const alive = () => {
        clearTimeout(timer);
        timer = setTimeout(() => {
          end = () => reject(tooLong());
          void worker.terminate();
        }, patience);
      };
      alive();
      worker.on("message", (news: IndexNews) => {
        alive();
        if ("alive" in news) return;
        if ("part" in news) progress(news.part);
        else if ("done" in news) end = resolve;
        else if ("problem" in news) end = () => reject(Problem.fromData(news.problem));
        else end = () => reject(new Error(news.defect));
      });
      worker.on("error", (error) => {
        end = () => reject(error);
      });
      // At the thread's exit its files are closed.
      worker.on("exit", () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", cancel);
        if (signal.aborted) reject(signal.reason);
        else end();
      });
    });

const tooLong = () =>
  new Problem(
    "recording-damaged",
    "This recording keeps the terminal busy without end, so it was given up. It was made to do harm, or is damaged.",
  );
