import { parentPort } from "node:worker_threads";
import { Problem } from "@shared/base/problem";
import { createDocumentWriter } from "./write-document";
import type { FromWriter, ToWriter } from "./writer-thread";

// The program of the thread that startWriterThread starts.

const write = createDocumentWriter();

async function answer({ id, document }: ToWriter): Promise<FromWriter> {
  try {
    return { id, digest: (await write(document)).digest };
  } catch (error) {
    if (error instanceof Problem) return { id, problem: error.toData() };
    return { id, defect: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

parentPort?.on("message", (message: ToWriter) => {
  void answer(message).then((reply) => parentPort?.postMessage(reply));
});
