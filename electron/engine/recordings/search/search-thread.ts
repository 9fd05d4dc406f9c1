import { Problem } from "@shared/base/problem";
import type { SearchEnd } from "@shared/contracts/recordings";
import { compileQuery } from "@shared/recordings/query";
import { answerRequests } from "../../../system/answer-requests";
import type { SearchNews, ToSearch } from "./search-recordings";
import { mostOfOne, searchRun } from "./search-run";

// The program of the thread of one search. Ending the thread is the only way to stop a regular expression that
// runs for ever on a line.

/** The largest number of results of all recordings together. */
const mostOfAll = 2000;
/** Milliseconds between two signs of life. */
const tellEvery = 100;

async function search(
  { recordings, query }: ToSearch,
  tell: (news: SearchNews) => void,
): Promise<SearchEnd> {
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
      tell({ part: (index + part) / recordings.length });
    };
    try {
      for await (const results of searchRun(recording, find, signal, progress)) {
        const wanted = results.slice(0, mostOfAll - found);
        found += wanted.length;
        ofOne += wanted.length;
        if (wanted.length > 0) tell({ found: wanted });
        if (found >= mostOfAll) break;
      }
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      damaged += 1;
    }
    more ||= ofOne >= mostOfOne || found >= mostOfAll;
    if (found >= mostOfAll) break;
  }
  return { recordings: recordings.length, damaged, more };
}

answerRequests<ToSearch, SearchEnd, SearchNews>(search);
