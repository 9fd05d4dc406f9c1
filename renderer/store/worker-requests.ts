// The messages between the window and a web worker. Each request has a number, which is never reused.
export interface WorkerRequest<Q> {
  readonly id: number;
  readonly request: Q;
}
export type WorkerReply<A> = { readonly id: number } & (
  | { readonly answer: A }
  /** The message of an error. */
  | { readonly defect: string }
);

export interface AskOptions {
  /** Ends the worker, because its work cannot be stopped otherwise. */
  readonly signal?: AbortSignal | undefined;
  /** Ends the worker after so many milliseconds without an answer, and rejects with this error. */
  readonly patience: { readonly milliseconds: number; readonly error: () => Error };
}

/** The worker could not be started, or its program failed. */
export class WorkerFailed extends Error {}

/** A web worker that answers requests. It starts with the first request, and again after its end. */
export interface WorkerRequests<Q, A> {
  /**
   * @throws {WorkerFailed}; the error of `patience`; the signal's reason; the error of the worker's own work, after
   * which the worker goes on
   */
  ask(request: Q, options: AskOptions): Promise<A>;
  /** Ends the worker. Requests without an answer reject. */
  end(): void;
}

interface Started {
  readonly worker: Worker;
  /** Ends the requests without an answer. */
  readonly rejects: Map<number, (error: unknown) => void>;
}

/** @param start starts the worker, whose program calls `answerRequests` */
export function createWorkerRequests<Q, A>(start: () => Worker): WorkerRequests<Q, A> {
  let current: Started | undefined;
  let last = 0;

  const stop = (started: Started | undefined, error: unknown): void => {
    if (started === undefined) return;
    if (current === started) current = undefined;
    started.worker.terminate();
    for (const reject of [...started.rejects.values()]) reject(error);
  };
  const begin = (): Started => {
    const started: Started = { worker: start(), rejects: new Map() };
    started.worker.addEventListener("error", () =>
      stop(started, new WorkerFailed("A part of the window could not be started. Try again.")),
    );
    return started;
  };

  return {
    async ask(request, { signal, patience }) {
      signal?.throwIfAborted();
      current ??= begin();
      const started = current;
      const { worker, rejects } = started;
      last += 1;
      const id = last;
      const settled = new AbortController();
      const timer = setTimeout(() => stop(started, patience.error()), patience.milliseconds);
      const cancel = () => stop(started, signal?.reason);
      signal?.addEventListener("abort", cancel, { signal: settled.signal });
      try {
        return await new Promise<A>((resolve, reject) => {
          rejects.set(id, reject);
          worker.addEventListener(
            "message",
            ({ data }: MessageEvent<WorkerReply<A>>) => {
              if (data.id !== id) return;
              if ("answer" in data) resolve(data.answer);
              else reject(new Error(data.defect));
            },
            { signal: settled.signal },
          );
          const message: WorkerRequest<Q> = { id, request };
          worker.postMessage(message);
        });
      } finally {
        rejects.delete(id);
        clearTimeout(timer);
        settled.abort();
      }
    },
    end: () => stop(current, new WorkerFailed("The work was ended.")),
  };
}

/**
 * In a worker: answers the requests of `createWorkerRequests`. Its errors go to the window, also that of an answer
 * that cannot be sent.
 */
export function answerRequests<Q, A>(answer: (request: Q) => A): void {
  const post = (reply: WorkerReply<A>) => postMessage(reply);
  addEventListener("message", ({ data }: MessageEvent<WorkerRequest<Q>>) => {
    const { id, request } = data;
    try {
      post({ id, answer: answer(request) });
    } catch (error) {
      post({ id, defect: String(error) });
    }
  });
}
