import type { Problem } from "@shared/base/problem";
import { asProblem } from "@shared/base/problem";
import type { DocumentVersion } from "@shared/contracts/history";
import { useCallback, useEffect, useRef, useState } from "react";
import { call } from "../../store/bridge";

/** The number of versions in one request. */
const page = 50;

export interface Versions {
  /** Newest first; undefined until the first page has arrived. */
  readonly list: readonly DocumentVersion[] | undefined;
  readonly more: boolean;
  readonly problem: Problem | undefined;
  loadMore(): void;
}

const none = { list: undefined, more: false, problem: undefined };

/**
 * The versions of a document, read in pages.
 * @param head the commit that is checked out; a new commit makes the versions be read again
 */
export function useVersions(path: string, head: string): Versions {
  const [state, setState] = useState<Omit<Versions, "loadMore">>(none);
  const lastRequest = useRef(0);
  const ask = useCallback(
    async (skip: number) => {
      lastRequest.current += 1;
      const mine = lastRequest.current;
      try {
        const found = await call("history.versions", { path, skip, limit: page });
        if (mine !== lastRequest.current) return;
        setState(({ list }) => ({
          list: [...(skip === 0 ? [] : (list ?? [])), ...found.versions],
          more: found.more,
          problem: undefined,
        }));
      } catch (error) {
        if (mine === lastRequest.current)
          setState((now) => ({ ...now, problem: asProblem(error) }));
      }
    },
    [path],
  );
  useEffect(() => {
    if (head !== "") void ask(0);
    return () => {
      lastRequest.current += 1;
    };
  }, [ask, head]);
  return {
    ...state,
    loadMore() {
      if (state.list) void ask(state.list.length);
    },
  };
}
