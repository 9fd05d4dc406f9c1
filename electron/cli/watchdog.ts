import { Worker } from "node:worker_threads";

/** The data that the thread receives. */
export interface Watched {
  /** Incremented at each turn of the main thread's event loop. */
  readonly turns: Int32Array;
  /** Milliseconds without a turn after which the process is ended. */
  readonly patience: number;
}

/** Milliseconds. Any valid recording needs less, even on a busy machine. */
const defaultPatience = 60_000;

/**
 * Runs work on untrusted bytes. A process whose event loop they block handles no signals, so a thread ends it and
 * prints the reason.
 * @param thread the built watchdog-thread.js
 */
export async function watched<T>(
  thread: string,
  body: () => Promise<T>,
  patience = defaultPatience,
): Promise<T> {
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(thread, { workerData: { turns, patience } satisfies Watched });
  // If the thread cannot start, the work is done without it.
  worker.on("error", () => undefined);
  worker.unref();
  const turn = setInterval(() => {
    Atomics.add(turns, 0, 1);
    Atomics.notify(turns, 0);
  }, patience / 30).unref();
  try {
    return await body();
  } finally {
    clearInterval(turn);
    void worker.terminate();
  }
}
