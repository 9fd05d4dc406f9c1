import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startThread } from "./thread";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-thread-"));
});
afterEach(() => rm(folder, { recursive: true }));

/** A thread whose program handles each message with this text. */
async function thread(handle: string) {
  const file = join(folder, "thread.mjs");
  const head = 'import { parentPort } from "node:worker_threads";\n';
  await writeFile(file, `${head}parentPort.on("message", ({ id, request }) => { ${handle} });\n`);
  return startThread<string, string, number>(file, { name: "The thread of this test" });
}

it("gives each request its own answer, in any order, with the news before it", async () => {
  const { ask, end } = await thread(`
    parentPort.postMessage({ id, news: 1 });
    setTimeout(() => parentPort.postMessage({ id, answer: request + "!" }), request === "a" ? 50 : 0);
  `);
  const news: number[] = [];
  const asked = { news: (part: number) => void news.push(part) };
  expect(await Promise.all([ask("a", asked), ask("b", asked)])).toEqual(["a!", "b!"]);
  expect(news).toEqual([1, 1]);
  await end();
});

it("passes problems on, and names any other error", async () => {
  const { ask, end } = await thread(`
    parentPort.postMessage(request === "p"
      ? { id, problem: { code: "too-large", message: "Too large." } }
      : { id, defect: "TypeError: x" });
  `);
  await expect(ask("p")).rejects.toEqual(new Problem("too-large", "Too large."));
  await expect(ask("d")).rejects.toThrow("TypeError: x");
  await end();
});

it("says that the thread ended, and answers the next request with a new one", async () => {
  const { ask, end } = await thread(
    `if (request === "die") process.exit(0); else parentPort.postMessage({ id, answer: "ok" });`,
  );
  const both = await Promise.allSettled([ask("die"), ask("die too")]);
  for (const it of both)
    expect(it).toMatchObject({
      reason: { code: "unexpected", message: "The thread of this test ended early. Try again." },
    });
  expect(await ask("go on")).toBe("ok");
  await end();
});

it("ends the thread of a cancelled request, of one that takes too long, and at its own end", async () => {
  const { ask, end } = await thread(
    `parentPort.postMessage({ id, alive: true }); if (request === "loop") for (;;); parentPort.postMessage({ id, answer: "ok" });`,
  );
  const life = new AbortController();
  const cancelled = ask("loop", { signal: life.signal });
  life.abort(new Error("not wanted"));
  await expect(cancelled).rejects.toThrow("not wanted");
  await expect(ask("any", { signal: life.signal })).rejects.toThrow("not wanted");

  const problem = () => new Problem("recording-damaged", "Given up.");
  const patience = { milliseconds: 50, problem };
  await expect(ask("loop", { patience })).rejects.toThrow("Given up.");
  expect(await ask("any", { patience: { ...patience, milliseconds: 60_000 } })).toBe("ok");

  const left = ask("loop");
  const refused = expect(left).rejects.toThrow("ended early");
  await end();
  await refused;
});
