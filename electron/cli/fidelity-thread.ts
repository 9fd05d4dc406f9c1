import { parentPort } from "node:worker_threads";
import { checkFile } from "./fidelity-file";

// The program of the threads of `specwright fidelity`: each receives a path and answers with the result.

parentPort?.on("message", async (path: string) => {
  parentPort?.postMessage(await checkFile(path));
});
