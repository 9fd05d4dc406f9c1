/** Runs asynchronous work one after the other. */
export interface SerialQueue {
  /**
   * Runs the work after all earlier work, whether that succeeded or failed.
   * @returns the work's result; rejects with the work's own error
   */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when all work that was added so far is over. Never rejects. */
  idle(): Promise<void>;
}

export function serialQueue(): SerialQueue {
  let last: Promise<unknown> = Promise.resolve();
  return {
    run(work) {
      const result = last.then(work);
      last = result.catch(() => undefined);
      return result;
    },
    idle: async () => void (await last),
  };
}

/** A serial queue for each key. A key costs memory only while it has work. */
export interface SerialQueues<Key> {
  run<T>(key: Key, work: () => Promise<T>): Promise<T>;
  /** Whether work for the key is pending or being done. */
  isBusy(key: Key): boolean;
  /** Resolves when the work for a key, or for all keys, is over. Never rejects. */
  idle(key?: Key): Promise<void>;
}

export function serialQueues<Key>(): SerialQueues<Key> {
  const queues = new Map<Key, { readonly queue: SerialQueue; pending: number }>();
  return {
    run(key, work) {
      const entry = queues.get(key) ?? { queue: serialQueue(), pending: 0 };
      queues.set(key, entry);
      entry.pending += 1;
      const over = () => {
        entry.pending -= 1;
        if (entry.pending === 0) queues.delete(key);
      };
      const result = entry.queue.run(work);
      result.then(over, over);
      return result;
    },
    isBusy: (key) => queues.has(key),
    async idle(key) {
      const waiting = key === undefined ? [...queues.values()] : [queues.get(key)];
      await Promise.all(waiting.map((entry) => entry?.queue.idle()));
    },
  };
}
