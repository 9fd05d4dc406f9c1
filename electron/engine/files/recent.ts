/** Keeps the most recently set values and drops older ones. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  /** Returns a value and removes it. */
  take(key: string): T | undefined;
}

/** @param most the largest number of values */
export function createRecent<T>(most: number): Recent<T> {
  const values = new Map<string, T>();
  return {
    get: (key) => values.get(key),
    take(key) {
      const value = values.get(key);
      values.delete(key);
      return value;
    },
    set(key, value) {
      // A map iterates over its keys in the order of insertion.
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
  };
}
