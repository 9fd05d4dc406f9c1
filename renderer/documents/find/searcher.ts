import { createWorkerRequests, WorkerFailed } from "../../store/worker-requests";
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

/** The reason of a request that a new one has cancelled. */
const givenUp = new Error("Given up.");

/**
 * Searches plain text in this thread, and regular expressions in a worker. A worker can be ended when it takes
 * too long; a running regular expression cannot be stopped otherwise.
 */
export function createSearcher(): Searcher {
  const { ask, end } = createWorkerRequests<SearchRequest, SearchAnswer>(
    () => new Worker(new URL("./search-worker.ts", import.meta.url), { type: "module" }),
  );
  let life = new AbortController();
  const giveUp = () => life.abort(givenUp);
  return {
    async search(request) {
      giveUp();
      if (!request.query.regex || request.texts.length === 0) return searchNow(request);
      life = new AbortController();
      try {
        return await ask(request, {
          signal: life.signal,
          patience: { milliseconds: patience, error: () => new Error(tooSlow) },
        });
      } catch (error) {
        const why =
          error instanceof WorkerFailed
            ? "The search could not be started. Try again."
            : error instanceof Error
              ? error.message
              : String(error);
        return { kind: "failed", why };
      }
    },
    close() {
      giveUp();
      end();
    },
  };
}
