// A thread that watches a file. In the driver's own thread an event would wait for the driver's work, and a timer
// would be a millisecond late.

import { once } from "node:events";
import { closeSync, fdatasyncSync, openSync, statSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Milliseconds between two looks. */
const between = 0.1;
const longest = 30_000;
/** The number of looks before counting, to warm the code up. */
const warmUp = 200;

/**
 * Starts the thread. End it with `close`.
 * @returns `watch`, which begins to watch the file and resolves once the watch has begun. The result's `written`
 * is a promise of the time in milliseconds since 1970 at which a write into the file, or a replacement of the
 * file, was on disk at the latest. It rejects after 30 s without a change.
 */
export function fileWatch(file) {
  const thread = new Worker(new URL(import.meta.url), { workerData: file });
  const next = async () => {
    const [message] = await once(thread, "message");
    return message;
  };
  return {
    async watch() {
      const watching = next();
      thread.postMessage("watch");
      await watching;
      return { written: next() };
    },
    close: () => thread.terminate(),
  };
}

if (!isMainThread) {
  const file = workerData;
  const sleeper = new Int32Array(new SharedArrayBuffer(4));
  const look = () => {
    const { ino, mtimeNs } = statSync(file, { bigint: true });
    return `${ino} ${mtimeNs}`;
  };
  // The app waits for the disk as well, and its own wait is over no earlier than this one.
  const sync = () => {
    const opened = openSync(file);
    fdatasyncSync(opened);
    closeSync(opened);
    return performance.timeOrigin + performance.now();
  };
  for (let time = 0; time < warmUp; time++) {
    look();
    sync();
  }
  parentPort.on("message", () => {
    const before = look();
    parentPort.postMessage("watching");
    const until = performance.now() + longest;
    while (look() === before) {
      if (performance.now() > until) throw new Error("Nothing reached the file within 30 s.");
      Atomics.wait(sleeper, 0, 0, between);
    }
    parentPort.postMessage(sync());
  });
}
