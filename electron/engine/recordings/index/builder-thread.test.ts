import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { buildInThread } from "./builder-thread";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-thread-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function thread(program: string): Promise<string> {
  const file = join(folder, "thread.mjs");
  await writeFile(file, `import { parentPort } from "node:worker_threads";\n${program}`);
  return file;
}
const build = (file: string, signal: AbortSignal, patience?: number) =>
  buildInThread(file, patience)("a", "b", { signal, progress: () => undefined });

it("ends a thread that gives no sign of life, with a reason", async () => {
  const file = await thread("for (;;);");
  const building = build(file, new AbortController().signal, 50);
  await expect(building).rejects.toMatchObject({
    code: "recording-damaged",
    message: expect.stringContaining("busy without end"),
  });
});

it("waits as long as the thread gives signs of life", async () => {
  const file = await thread(`
    parentPort.once("message", ({ id }) => {
      let signs = 0;
      const timer = setInterval(() => {
        parentPort.postMessage(++signs < 20 ? { id, alive: true } : { id, answer: undefined });
        if (signs === 20) clearInterval(timer);
      }, 100);
    });
  `);
  await build(file, new AbortController().signal, 1900);
});

it("ends a busy thread that is cancelled", async () => {
  const life = new AbortController();
  const file = await thread(
    'parentPort.once("message", ({ id }) => { parentPort.postMessage({ id, news: 0.5 }); for (;;); });',
  );
  const building = buildInThread(file)("a", "b", {
    signal: life.signal,
    progress: () => life.abort(),
  });
  await expect(building).rejects.toThrow(/abort/);
});
