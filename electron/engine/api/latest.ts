import type { Client } from "./caller";

/**
 * Only the last question of a kind is worth an answer: one that a window asked before is cancelled when it asks
 * the next, as it does while a person scrubs.
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
    } finally {
      client.gone.removeEventListener("abort", end);
      if (own.get(kind) === life) own.delete(kind);
    }
  };
}
