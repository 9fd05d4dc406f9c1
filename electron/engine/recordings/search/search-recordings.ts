import { Worker } from "node:worker_threads";
import { Problem, type ProblemData } from "@shared/base/problem";
import type { SearchEnd, SearchResult } from "@shared/contracts/recordings";
import { compileQuery, type SearchQuery } from "@shared/recordings/query";
import type { Searched } from "./search-run";

// The messages between the threads.
export interface ToSearch {
  readonly recordings: readonly Searched[];
  readonly query: SearchQuery;
}
export type FromSearch =
  | { readonly type: "found"; readonly results: readonly SearchResult[] }
  /** `part` is from 0 to 1. */
  | { readonly type: "progress"; readonly part: number }
  | { readonly type: "end"; readonly end: SearchEnd }
  | { readonly type: "problem"; readonly problem: ProblemData };

/** Milliseconds without a sign of life after which a regular expression counts as endless. */
const patience = 15_000;

/**
 * Searches recordings one after the other in a thread of its own, in memory of constant size.
 * @param thread the built search-thread.js
 * @param on called with results as they are found
 * @throws {Problem} `bad-request` for an invalid search and for an endless regular expression; the signal's reason
 */
export function search(
  thread: string,
  request: ToSearch,
  signal: AbortSignal,
  on: {
    found(results: readonly SearchResult[]): void;
    progress(part: number): void;
  },
): Promise<SearchEnd> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    compileQuery(request.query);
    const worker = new Worker(thread, { workerData: request });
    let timer: NodeJS.Timeout | undefined;
    let settled = false;
    const settle = (how: () => void) => {
      if (settled) return;
      settled = true;
      clearTimeout(timer);
      signal.removeEventListener("abort", cancel);
      worker.terminate().then(how, how);
    };
    const cancel = () => settle(() => reject(signal.reason));
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => settle(() => reject(tooLong())), patience);
    };
    signal.addEventListener("abort", cancel);
    alive();
    worker.on("message", (message: FromSearch) => {
      if (signal.aborted) return;
      alive();
      switch (message.type) {
        case "found":
          return on.found(message.results);
        case "progress":
          return on.progress(message.part);
        case "end":
          return settle(() => resolve(message.end));
        case "problem":
          return settle(() => reject(Problem.fromData(message.problem)));
      }
    });
    worker.on("error", (error) => settle(() => reject(error)));
    worker.on("exit", () => settle(() => reject(new Error("The thread of a search ended."))));
  });
}

const tooLong = () =>
  new Problem(
    "bad-request",
    "This expression takes too long on a line of a recording. Look for something simpler.",
  );
