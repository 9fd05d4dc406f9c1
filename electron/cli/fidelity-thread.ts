import { parentPort } from "node:worker_threads";
import { checkFile } from "./fidelity-file";

// The program of the threads that `specwright fidelity` checks files in: a path comes in, what was found goes out.

parentPort?.on("message", async (path: string) => {
  parentPort?.postMessage(await checkFile(path));
});
