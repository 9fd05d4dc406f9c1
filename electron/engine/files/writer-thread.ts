import { Worker } from "node:worker_threads";
import { Problem, type ProblemData } from "@shared/base/problem";
import type { DocumentEdit, WriteDocument } from "./write-document";

// The messages between the threads. Each edit has a number, which is never reused.
export interface ToWriter {
  readonly id: number;
  readonly document: DocumentEdit;
}
export type FromWriter = { readonly id: number } & (
  | { readonly digest: string }
  | { readonly problem: ProblemData }
  /** The message of an error that is not a Problem. */
  | { readonly defect: string }
);

interface Waiting {
  resolve(written: { digest: string }): void;
  reject(error: Error): void;
}

/**
 * Edits documents in a thread of its own, which starts with the first edit. An edit makes a dozen system calls,
 * and in the thread that answers the windows each of them would wait its turn.
 * @param file the built write-thread.js
 */
export function startWriterThread(file: string): WriteDocument {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let last = 0;

  const answered = (reply: FromWriter) => {
    const asked = waiting.get(reply.id);
    waiting.delete(reply.id);
    if ("digest" in reply) asked?.resolve({ digest: reply.digest });
    else if ("problem" in reply) asked?.reject(Problem.fromData(reply.problem));
    else asked?.reject(new Error(reply.defect));
  };
  const failed = (error: Error) => {
    worker = undefined;
    for (const { reject } of waiting.values()) reject(error);
    waiting.clear();
  };
  const start = (): Worker => {
    const started = new Worker(file);
    // Each pending edit keeps the process alive; the idle thread does not.
    started.unref();
    started.on("message", answered);
    started.on("error", failed);
    started.on("exit", () => {
      if (worker === started) failed(new Error("The thread that writes documents ended."));
    });
    return started;
  };

  return (document) =>
    new Promise((resolve, reject) => {
      worker ??= start();
      last += 1;
      waiting.set(last, { resolve, reject });
      const message: ToWriter = { id: last, document };
      worker.postMessage(message);
    });
}
