// The program of the thread that ends the command line when its main thread gets no turn any more; see `watched`.
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { z } from "zod";

const { turns, patience } = z
  .object({ turns: z.instanceof(Int32Array), patience: z.number().positive() })
  .parse(workerData);

/** Whether the main thread had a turn within some milliseconds. */
const hadTurn = (within: number): boolean =>
  Atomics.wait(turns, 0, Atomics.load(turns, 0), within) !== "timed-out";

// A program that was stopped with Ctrl-Z has had no turn either, and gets one when it goes on.
while (hadTurn(patience) || hadTurn(patience / 10));
writeSync(
  2,
  "specwright: What is read keeps this program busy without end, so it was given up. It was made to do harm, or is damaged.\n",
);
process.kill(process.pid, "SIGKILL");
