import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWorkerRequests, WorkerFailed, type WorkerRequest } from "./worker-requests";

/** A worker that answers when the test says so. */
class HeldWorker extends EventTarget {
  ended = false;
  readonly asked: WorkerRequest<string>[] = [];

  postMessage(request: WorkerRequest<string>): void {
    this.asked.push(request);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(request: string): void {
    const id = this.asked.find((each) => each.request === request)?.id;
    this.dispatchEvent(new MessageEvent("message", { data: { id, answer: `${request}!` } }));
  }
}

let workers: HeldWorker[];
beforeEach(() => {
  workers = [];
  vi.useFakeTimers();
  vi.stubGlobal("Worker", HeldWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const create = () =>
  createWorkerRequests<string, string>(() => {
    const worker = new Worker("worker.js");
    if (worker instanceof HeldWorker) workers.push(worker);
    return worker;
  });
const patience = { milliseconds: 1000, error: () => new Error("too slow") };

it("gives each request its own answer, whatever their order", async () => {
  const { ask } = create();
  const both = Promise.all([ask("a", { patience }), ask("b", { patience })]);
  workers[0]?.answer("b");
  workers[0]?.answer("a");
  expect(await both).toEqual(["a!", "b!"]);
  expect(vi.getTimerCount()).toBe(0);
});

it("leaves no request waiting for a worker that was ended or failed, and starts another", async () => {
  const { ask, end } = create();
  const slow = Promise.allSettled([ask("a", { patience }), ask("b", { patience })]);
  await vi.advanceTimersByTimeAsync(1000);
  expect(await slow).toMatchObject([
    { reason: { message: "too slow" } },
    { reason: { message: "too slow" } },
  ]);
  expect(workers.map(({ ended }) => ended)).toEqual([true]);

  const failing = expect(ask("c", { patience })).rejects.toBeInstanceOf(WorkerFailed);
  workers[1]?.dispatchEvent(new Event("error"));
  await failing;

  const next = ask("d", { patience });
  workers[2]?.answer("d");
  expect(await next).toBe("d!");
  const left = expect(ask("e", { patience })).rejects.toThrow("was ended");
  end();
  await left;
  expect(vi.getTimerCount()).toBe(0);
});
