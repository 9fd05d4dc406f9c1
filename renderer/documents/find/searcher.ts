import { compile, type Query, type Replacement, type Span, spansIn } from "./query";

export interface SearchRequest {
  readonly query: Query;
  readonly texts: readonly string[];
  readonly replacement?: Replacement;
}

export type SearchAnswer =
  | { readonly kind: "found"; readonly spans: readonly (readonly Span[])[] }
  /** A sentence that says why there is no answer. */
  | { readonly kind: "failed"; readonly why: string };

/** Searches texts. A new request cancels the previous one, which then answers with a failure. */
export interface Searcher {
  search(request: SearchRequest): Promise<SearchAnswer>;
  close(): void;
}

/**
 * Answers a request in this thread. Only for plain text, or within a worker: a regular expression can run for
 * ever.
 */
export function searchNow({ query, texts, replacement }: SearchRequest): SearchAnswer {
  const compiled = compile(query);
  if (!compiled.ok) return { kind: "failed", why: compiled.why };
  return {
    kind: "found",
    spans: texts.map((text) => spansIn(text, compiled.pattern, replacement)),
  };
}

/** Milliseconds that a regular expression may take in a whole document. */
const patience = 2000;

const tooSlow =
  "This expression takes too long here. Make it simpler: a repeated group in a repeated group does that.";

/**
 * Searches plain text in this thread, and regular expressions in a worker. A worker can be ended when it takes
 * too long; a running regular expression cannot be stopped otherwise.
 */
export function createSearcher(): Searcher {
  let worker: Worker | undefined;
  let giveUp: (() => void) | undefined;
  const end = () => {
    worker?.terminate();
    worker = undefined;
  };
  return {
    search(request) {
      giveUp?.();
      if (!request.query.regex || request.texts.length === 0)
        return Promise.resolve(searchNow(request));
      worker ??= new Worker(new URL("./search-worker.ts", import.meta.url), { type: "module" });
      const asked = worker;
      return new Promise((resolve) => {
        const settle = (answer: SearchAnswer, stop: boolean) => {
          clearTimeout(timer);
          giveUp = undefined;
          asked.onmessage = null;
          asked.onerror = null;
          if (stop && worker === asked) end();
          resolve(answer);
        };
        const timer = setTimeout(() => settle({ kind: "failed", why: tooSlow }, true), patience);
        asked.onmessage = ({ data }: MessageEvent<SearchAnswer>) => settle(data, false);
        asked.onerror = () =>
          settle({ kind: "failed", why: "The search could not be started. Try again." }, true);
        giveUp = () => settle({ kind: "failed", why: "Given up." }, true);
        asked.postMessage(request);
      });
    },
    close() {
      giveUp?.();
      end();
    },
  };
}
