import { parseDocument } from "@shared/markdown/parse-document";
import type { MarkdownDocument } from "@shared/markdown/types";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { WorkerReply, WorkerRequest } from "../../store/worker-requests";
import type { ParseRequest } from "./parse-worker";

/** A worker that answers when the test says so. */
class HeldWorker extends EventTarget {
  static readonly all: HeldWorker[] = [];
  ended = false;
  readonly asked: WorkerRequest<ParseRequest>[] = [];

  constructor() {
    super();
    HeldWorker.all.push(this);
  }

  postMessage(request: WorkerRequest<ParseRequest>): void {
    this.asked.push(request);
  }

  terminate(): void {
    this.ended = true;
  }

  answer(answer: MarkdownDocument | undefined): void {
    const id = this.asked.at(-1)?.id ?? -1;
    const data: WorkerReply<MarkdownDocument> =
      answer === undefined ? { id, defect: "RangeError" } : { id, answer };
    this.dispatchEvent(new MessageEvent("message", { data }));
  }
}

const long = "A line of a long document.\n".repeat(1000);
const other = `${long}And one more.\n`;

const load = async () => (await import("./read-in-background")).readInBackground;

beforeEach(() => {
  HeldWorker.all.length = 0;
  vi.resetModules();
  vi.useFakeTimers();
  vi.stubGlobal("Worker", HeldWorker);
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("reading in the background", () => {
  it("reads one text after the other in one worker", async () => {
    const read = await load();
    for (const text of [long, other]) {
      const reading = read(text);
      HeldWorker.all[0]?.answer(parseDocument(text));
      expect((await reading).text).toBe(text);
    }
    expect(HeldWorker.all).toHaveLength(1);
    expect(HeldWorker.all[0]?.ended).toBe(false);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("ends a worker whose text nobody waits for any more", async () => {
    const read = await load();
    const leave = new AbortController();
    const first = read(long, { signal: leave.signal });
    leave.abort();
    await expect(first).rejects.toThrow("abort");
    expect(HeldWorker.all[0]?.ended).toBe(true);

    const second = read(other);
    HeldWorker.all[1]?.answer(parseDocument(other));
    expect((await second).text).toBe(other);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("lets no text wait for another", async () => {
    const read = await load();
    const leave = new AbortController();
    const first = read(long, { signal: leave.signal });
    const second = read(other);
    HeldWorker.all[1]?.answer(parseDocument(other));
    expect((await second).text).toBe(other);
    leave.abort();
    await expect(first).rejects.toThrow();
    expect(HeldWorker.all.map(({ ended }) => ended)).toEqual([true, false]);
  });

  it("starts no worker for a request that was already cancelled", async () => {
    const read = await load();
    for (const text of [long, "short\n"])
      await expect(read(text, { signal: AbortSignal.abort() })).rejects.toThrow("abort");
    expect(HeldWorker.all).toEqual([]);
  });

  it("gives up on a text that takes too long; a longer text gets more time", async () => {
    const read = await load();
    const tooSlow = expect(read(long)).rejects.toThrow("longer than 20 seconds");
    await vi.advanceTimersByTimeAsync(20_000);
    await tooSlow;
    expect(HeldWorker.all[0]?.ended).toBe(true);

    const huge = expect(read(long.repeat(60))).rejects.toThrow("longer than 40 seconds");
    await vi.advanceTimersByTimeAsync(39_000);
    expect(HeldWorker.all[1]?.ended).toBe(false);
    await vi.advanceTimersByTimeAsync(1_000);
    await huge;
  });

  it("does not parse in the window a text that the worker failed to parse", async () => {
    const read = await load();
    const deep = `${">".repeat(12_000)} text\n`;
    const reading = read(deep);
    HeldWorker.all[0]?.answer(undefined);
    await expect(reading).rejects.toThrow();
    // The next worker parses as usual.
    const next = read(long);
    HeldWorker.all[0]?.answer(parseDocument(long));
    expect((await next).text).toBe(long);
  });

  it("parses in the window when no worker can be started", async () => {
    const read = await load();
    const reading = read(long, { firstId: 7 });
    HeldWorker.all[0]?.dispatchEvent(new Event("error"));
    expect((await reading).nextId).toBe(8);
    expect(HeldWorker.all[0]?.ended).toBe(true);
  });
});
