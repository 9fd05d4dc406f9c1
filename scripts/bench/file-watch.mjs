// A thread that watches a file: in the driver's own one the news would wait behind what the driver does, and a timer's
// look comes a millisecond late.

import { once } from "node:events";
import { closeSync, fdatasyncSync, openSync, statSync } from "node:fs";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Milliseconds between two looks. */
const between = 0.1;
const longest = 30_000;
/** So often everything is done once before it counts. */
const warmUp = 200;

/**
 * Starts the thread. End it with `close`.
 * @returns `watch`, which begins to watch the file: it resolves once that is so, to `written`: when the disk has what
 * was written into the file, or put in its place, at the latest; milliseconds since 1970. That rejects after 30 s
 * without a change.
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
  // The app waits for the disk as well; this is over no sooner.
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
