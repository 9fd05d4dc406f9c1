import { parentPort, workerData } from "node:worker_threads";
import { Problem } from "@shared/base/problem";
import { compileQuery } from "@shared/recordings/query";
import type { FromSearch, ToSearch } from "./search-recordings";
import { mostOfOne, searchRun } from "./search-run";

// The program of the thread of one search. Ending the thread is the only way to stop a regular expression that
// runs for ever on a line.

/** The largest number of results of all recordings together. */
const mostOfAll = 2000;
/** Milliseconds between two signs of life. */
const tellEvery = 100;

const tell = (message: FromSearch) => parentPort?.postMessage(message);

async function search({ recordings, query }: ToSearch): Promise<void> {
  const find = compileQuery(query);
  const { signal } = new AbortController();
  let found = 0;
  let damaged = 0;
  let more = false;
  let told = 0;
  for (const [index, recording] of recordings.entries()) {
    let ofOne = 0;
    const progress = (part: number) => {
      const now = performance.now();
      if (now - told < tellEvery) return;
      told = now;
      tell({ type: "progress", part: (index + part) / recordings.length });
    };
    try {
      for await (const results of searchRun(recording, find, signal, progress)) {
        const wanted = results.slice(0, mostOfAll - found);
        found += wanted.length;
        ofOne += wanted.length;
        if (wanted.length > 0) tell({ type: "found", results: wanted });
        if (found >= mostOfAll) break;
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      damaged += 1;
    }
    more ||= ofOne >= mostOfOne || found >= mostOfAll;
    if (found >= mostOfAll) break;
  }
  tell({ type: "end", end: { recordings: recordings.length, damaged, more } });
}

const asked: ToSearch = workerData;
search(asked).catch((error: unknown) => {
  if (error instanceof Problem) tell({ type: "problem", problem: error.toData() });
  else throw error;
});
