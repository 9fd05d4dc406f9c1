import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openSettings } from "../../settings/settings";
import { readRedactPatterns } from "./redact-patterns";

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-redact-"));
  file = join(folder, "settings.json");
});
afterEach(() => rm(folder, { recursive: true }));

test("the person's patterns are read from the settings, and kept when other settings change", async () => {
  expect(await readRedactPatterns(file)).toEqual([]);
  const start = { version: 1, recent: [], theme: "system", redact: ["ACME-[0-9]{8}"] };
  await writeFile(file, JSON.stringify(start));
  const settings = await openSettings(file);
  await settings.update((data) => ({ ...data, theme: "dark" }));
  expect(await readRedactPatterns(file)).toEqual(["ACME-[0-9]{8}"]);
});

test.each([
  [`{"redact": "ACME"}`, "must be a list"],
  [`{"redact": ["a+"]}`, "three plain characters, such as abc[0-9]{8}. Correct it under “redact”"],
  ["{", "not valid JSON"],
])("%s is refused", async (text, reason) => {
  await writeFile(file, text);
  await expect(readRedactPatterns(file)).rejects.toThrow(reason);
});
