import { Worker } from "node:worker_threads";
import { Problem, type ProblemData } from "@shared/contracts/problem";
import type { BuildIndex } from "./recording-indexes";

// What passes between the threads.
export interface IndexOrder {
  readonly cast: string;
  readonly path: string;
}
export type IndexNews =
  | { readonly part: number }
  | { readonly done: true }
  | { readonly problem: ProblemData }
  /** What no code meant to throw. */
  | { readonly defect: string };

/** Megabytes of JavaScript that the thread may use; far more than it needs, for any recording. */
const memory = 256;

/**
 * Makes indexes in a thread of their own, one for each: a long recording takes seconds.
 * @param file the built index-thread.js
 */
export const buildInThread =
  (file: string): BuildIndex =>
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
      worker.on("message", (news: IndexNews) => {
        if ("part" in news) progress(news.part);
        else if ("done" in news) end = resolve;
        else if ("problem" in news) end = () => reject(Problem.fromData(news.problem));
        else end = () => reject(new Error(news.defect));
      });
      worker.on("error", (error) => {
        end = () => reject(error);
      });
      // Only now has it let go of its files.
      worker.on("exit", () => {
        signal.removeEventListener("abort", cancel);
        if (signal.aborted) reject(signal.reason);
        else end();
      });
    });
