import { asProblem } from "@shared/base/problem";
import type { SearchEnd, SearchResult } from "@shared/contracts/recordings";
import type { SearchQuery } from "@shared/recordings/query";
import { useCallback, useEffect, useRef, useState } from "react";
import { call, on } from "../store/bridge";

/** A search, from its beginning to its end. */
export type Search =
  | { readonly status: "none" }
  /** `part` is from 0 to 1. */
  | { readonly status: "searching"; readonly part: number }
  | { readonly status: "done"; readonly end: SearchEnd }
  | { readonly status: "cancelled" }
  | { readonly status: "failed"; readonly message: string };

/** Searches all recordings of the project; a new search ends the one before, and leaving ends it as well. */
export function useSearch() {
  const [search, setSearch] = useState<Search>({ status: "none" });
  const [results, setResults] = useState<readonly SearchResult[]>([]);
  const job = useRef<string>(undefined);

  const cancel = useCallback(() => {
    const going = job.current;
    job.current = undefined;
    // Its end tells nobody anything any more.
    if (going !== undefined) call("recordings.cancel", { job: going }).catch(() => undefined);
  }, []);

  useEffect(() => {
    const stops = [
      on("recordings.found", (said) => {
        if (said.job === job.current) setResults((known) => [...known, ...said.results]);
      }),
      on("recordings.progress", (said) => {
        if (said.job === job.current) setSearch({ status: "searching", part: said.part });
      }),
    ];
    return () => {
      for (const stop of stops) stop();
      cancel();
    };
  }, [cancel]);

  const start = useCallback(
    (query: SearchQuery) => {
      cancel();
      const named = crypto.randomUUID();
      job.current = named;
      setResults([]);
      setSearch({ status: "searching", part: 0 });
      const ended = (now: Search) => {
        if (job.current !== named) return;
        job.current = undefined;
        setSearch(now);
      };
      call("recordings.search", { job: named, ...query }).then(
        (end) => ended({ status: "done", end }),
        (error: unknown) => ended({ status: "failed", message: asProblem(error).message }),
      );
    },
    [cancel],
  );
  const stop = useCallback(() => {
    cancel();
    setSearch({ status: "cancelled" });
  }, [cancel]);
  return { search, results, start, stop };
}
