import { Worker } from "node:worker_threads";

/** What the thread is given. */
export interface Watched {
  /** Goes up each time that the main thread gets a turn. */
  readonly turns: Int32Array;
  /** Milliseconds without a turn after which the program is ended. */
  readonly patience: number;
}

/** Milliseconds. All that a recording can ask for takes less, on a busy machine too. */
const defaultPatience = 60_000;

/**
 * Does something with bytes of others. A program that is kept busy by them without end hears no signal that it
 * listens to, so a thread ends it then, and says why.
 * @param thread the built watchdog-thread.js
 */
export async function watched<T>(
  thread: string,
  body: () => Promise<T>,
  patience = defaultPatience,
): Promise<T> {
  const turns = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const worker = new Worker(thread, { workerData: { turns, patience } satisfies Watched });
  // Without it the work is done all the same.
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
