import type { WebContents } from "electron";

/**
 * Only the last question of a kind is worth an answer: one that a window asked before is cancelled when it asks
 * the next, as it does while a person scrubs.
 */
export function createLatest() {
  const asked = new Map<string, AbortController>();
  return async <T>(
    sender: WebContents,
    kind: string,
    answer: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> => {
    const key = `${sender.id} ${kind}`;
    asked.get(key)?.abort();
    const life = new AbortController();
    asked.set(key, life);
    try {
      return await answer(life.signal);
    } finally {
      if (asked.get(key) === life) asked.delete(key);
    }
  };
}
