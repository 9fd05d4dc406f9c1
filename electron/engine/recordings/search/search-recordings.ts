import { Problem } from "@shared/base/problem";
import type { SearchEnd, SearchResult } from "@shared/contracts/recordings";
import { compileQuery, type SearchQuery } from "@shared/recordings/query";
import { startThread } from "../../../system/thread";
import type { Searched } from "./search-run";

/** The request to the thread. */
export interface ToSearch {
  readonly recordings: readonly Searched[];
  readonly query: SearchQuery;
}
/** What the thread reports before its end. `part` is from 0 to 1. */
export type SearchNews = { readonly found: readonly SearchResult[] } | { readonly part: number };

/** Milliseconds without a sign of life after which a regular expression counts as endless. */
const patience = 15_000;

/**
 * Searches recordings one after the other in a thread of its own, in memory of constant size.
 * @param thread the built search-thread.js
 * @param on called with results as they are found
 * @throws {Problem} `bad-request` for an invalid search and for an endless regular expression; the signal's reason
 */
export async function search(
  thread: string,
  request: ToSearch,
  signal: AbortSignal,
  on: {
    found(results: readonly SearchResult[]): void;
    progress(part: number): void;
  },
): Promise<SearchEnd> {
  signal.throwIfAborted();
  compileQuery(request.query);
  const searching = startThread<ToSearch, SearchEnd, SearchNews>(thread, {
    name: "The thread of a search",
  });
  try {
    return await searching.ask(request, {
      signal,
      news: (news) => ("found" in news ? on.found(news.found) : on.progress(news.part)),
      patience: { milliseconds: patience, problem: tooLong },
    });
  } finally {
    await searching.end();
  }
}

const tooLong = () =>
  new Problem(
    "bad-request",
    "This expression takes too long on a line of a recording. Look for something simpler.",
  );
