import { Worker } from "node:worker_threads";
import { Problem, type ProblemData } from "@shared/base/problem";

// The messages between a thread and the thread that started it. Each request has a number, which is never reused.
export interface ThreadRequest<Q> {
  readonly id: number;
  readonly request: Q;
}
export type ThreadReply<A, N> = { readonly id: number } & (
  | { readonly answer: A }
  /** A part of the work is done. */
  | { readonly news: N }
  /** A sign of life, however long the work takes. */
  | { readonly alive: true }
  | { readonly problem: ProblemData }
  /** The message of an error that is not a Problem. */
  | { readonly defect: string }
);

export interface AskOptions<N> {
  /** Ends the thread, because its work cannot be stopped otherwise. */
  readonly signal?: AbortSignal;
  news?(news: N): void;
  /** Ends a thread that sends no message for so many milliseconds, and rejects with this problem. */
  readonly patience?: { readonly milliseconds: number; readonly problem: () => Problem };
}

/** A thread that answers requests. It starts with the first request, and again after its end. */
export interface Thread<Q, A, N> {
  /**
   * @throws {Problem} the thread's own, that of `patience`, or one that says that the thread ended; the signal's
   * reason; an error of the thread's program. After a cancelled request the thread's files are closed.
   */
  ask(request: Q, options?: AskOptions<N>): Promise<A>;
  /** Ends the thread; requests without an answer are refused. Resolves when the thread's files are closed. */
  end(): Promise<void>;
}

interface Pending<A, N> {
  resolve(answer: A): void;
  reject(error: unknown): void;
  /** A message of the thread has arrived. */
  heard(): void;
  news(news: N): void;
  /** Why the thread is being ended; undefined while it is not. */
  cause?: unknown;
}

interface Started<A, N> {
  readonly worker: Worker;
  readonly pending: Map<number, Pending<A, N>>;
}

/**
 * @param file the built program, which calls `answerRequests`
 * @param name the thread in words, for the person: "The thread that …"
 * @param memory the most megabytes of JavaScript memory
 */
export function startThread<Q, A, N = never>(
  file: string,
  { name, memory }: { readonly name: string; readonly memory?: number },
): Thread<Q, A, N> {
  let current: Started<A, N> | undefined;
  let last = 0;

  const start = (): Started<A, N> => {
    const limits = memory === undefined ? {} : { maxOldGenerationSizeMb: memory };
    const worker = new Worker(file, { resourceLimits: limits });
    const started: Started<A, N> = { worker, pending: new Map() };
    const { pending } = started;
    // A pending request keeps the process alive; an idle thread does not.
    worker.unref();
    worker.on("message", (reply: ThreadReply<A, N>) => {
      const asked = pending.get(reply.id);
      if (asked === undefined || asked.cause !== undefined) return;
      asked.heard();
      if ("alive" in reply) return;
      if ("news" in reply) return asked.news(reply.news);
      pending.delete(reply.id);
      if (pending.size === 0) worker.unref();
      if ("answer" in reply) asked.resolve(reply.answer);
      else if ("problem" in reply) asked.reject(Problem.fromData(reply.problem));
      else asked.reject(new Error(reply.defect));
    });
    let failure: unknown;
    worker.on("error", (error) => {
      failure = error;
    });
    worker.on("exit", () => {
      if (current === started) current = undefined;
      const ended = failure ?? new Problem("unexpected", `${name} ended early. Try again.`);
      for (const { cause, reject } of pending.values()) reject(cause ?? ended);
      pending.clear();
    });
    return started;
  };

  const stop = async (started: Started<A, N> | undefined): Promise<void> => {
    if (current === started) current = undefined;
    await started?.worker.terminate();
  };

  return {
    async ask(request, { signal, news = () => undefined, patience } = {}) {
      signal?.throwIfAborted();
      current ??= start();
      const started = current;
      const { worker, pending } = started;
      last += 1;
      const id = last;
      let timer: NodeJS.Timeout | undefined;
      const give = (cause: unknown) => {
        const asked = pending.get(id);
        if (asked === undefined) return;
        asked.cause ??= cause;
        void stop(started);
      };
      const cancel = () => give(signal?.reason);
      const heard = () => {
        clearTimeout(timer);
        if (patience) timer = setTimeout(() => give(patience.problem()), patience.milliseconds);
      };
      signal?.addEventListener("abort", cancel, { once: true });
      heard();
      worker.ref();
      try {
        return await new Promise<A>((resolve, reject) => {
          const message: ThreadRequest<Q> = { id, request };
          worker.postMessage(message);
          pending.set(id, { resolve, reject, heard, news });
        });
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener("abort", cancel);
      }
    },
    end: () => stop(current),
  };
}
