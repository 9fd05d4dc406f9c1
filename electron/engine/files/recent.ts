/** The values that were set last; older ones are let go of. */
export interface Recent<T> {
  get(key: string): T | undefined;
  set(key: string, value: T): void;
  /** Gets a value and lets go of it. */
  take(key: string): T | undefined;
}

/** @param most how many are held */
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
      // A map goes through its keys in the order in which they were added.
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
  };
}
