import { Problem } from "@shared/base/problem";
import type { Client } from "./caller";

/**
 * Answers only the latest question of a kind: a window's new question cancels its earlier one, for example while a
 * person scrubs.
 */
export function createLatest() {
  const asked = new WeakMap<Client, Map<string, AbortController>>();
  return async <T>(
    client: Client,
    kind: string,
    answer: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const own = asked.get(client) ?? new Map<string, AbortController>();
    asked.set(client, own);
    own.get(kind)?.abort();
    const life = new AbortController();
    const end = () => life.abort();
    own.set(kind, life);
    client.gone.addEventListener("abort", end);
    try {
      return await answer(life.signal);
    } catch (error) {
      throw life.signal.aborted ? new Problem("cancelled", "It was cancelled.") : error;
    } finally {
      client.gone.removeEventListener("abort", end);
      if (own.get(kind) === life) own.delete(kind);
    }
  };
}
