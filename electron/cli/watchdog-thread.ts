// The program of the thread that ends the command line when the main thread's event loop is blocked; see
// `watched`.
import { writeSync } from "node:fs";
import { workerData } from "node:worker_threads";
import { z } from "zod";

const { turns, patience } = z
  .object({ turns: z.instanceof(Int32Array), patience: z.number().positive() })
  .parse(workerData);

/** Whether the main thread's event loop had a turn within this number of milliseconds. */
const hadTurn = (within: number): boolean =>
  Atomics.wait(turns, 0, Atomics.load(turns, 0), within) !== "timed-out";

// The second wait is for a process that was stopped by Ctrl-Z. Its event loop gets a turn after it continues.
while (hadTurn(patience) || hadTurn(patience / 10));
writeSync(
  2,
  "specwright: What is read keeps this program busy without end, so it was given up. It was made to do harm, or is damaged.\n",
);
process.kill(process.pid, "SIGKILL");
