import { mkdtemp, open, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cutTornLine, wholeLines } from "./whole-lines";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-lines-"));
});
afterAll(() => rm(folder, { recursive: true }));

const bytes = fc
  .array(fc.oneof(fc.constant(0x0a), fc.integer({ min: 0, max: 255 })), { maxLength: 60 })
  .map((numbers) => Buffer.from(numbers));

it("a file is its whole lines and the unfinished one, wherever its writer was cut off", () => {
  fc.assert(
    fc.property(bytes, (file) => {
      const { lines, end, torn } = wholeLines(file);
      const all = [...lines];
      const parts = file.toString("latin1").split("\n");
      expect(all.map(({ line }) => line.toString("latin1"))).toEqual(parts.slice(0, -1));
      expect(torn).toBe(parts.at(-1)?.length);
      expect(end + torn).toBe(file.length);
      expect(all.at(-1)?.end ?? 0).toBe(end);
    }),
  );
});

it.each([
  ["a whole file", "one\ntwo\n", 0],
  ["an empty file", "", 0],
  ["a file without a line end", "half", 4],
  ["a file with a long unfinished line", `one\n${"x".repeat(200_000)}`, 200_000],
  ["a line end at the border of two reads", `one\n${"x".repeat(64 * 1024)}`, 64 * 1024],
])("%s is cut after its last whole line", async (_, text, removed) => {
  const path = join(folder, "file");
  await writeFile(path, text);
  const file = await open(path, "r+");
  expect(await cutTornLine(file)).toBe(removed);
  expect(await cutTornLine(file)).toBe(0);
  await file.close();
  expect(await readFile(path, "utf8")).toBe(text.slice(0, text.length - removed));
});
