import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { findHome } from "./home";
import { openSettings } from "./settings";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-settings-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("settings are kept, and changes reach the disk in their order", async () => {
  const file = join(folder, "deep", "settings.json");
  const settings = await openSettings(file);
  await Promise.all(
    ["a", "b", "c"].map((path) =>
      settings.update((data) => ({ ...data, last: `${data.last ?? ""}${path}` })),
    ),
  );
  expect((await openSettings(file)).get()).toEqual(settings.get());
  expect(settings.get().last).toBe("abc");
  expect(await readdir(join(folder, "deep"))).toEqual(["settings.json"]);
});

test("a damaged file is set aside, not lost", async () => {
  const file = join(folder, "settings.json");
  await writeFile(file, '{"version": 1, "recent": 7');
  const settings = await openSettings(file);
  expect(settings.get().recent).toEqual([]);
  expect(await readFile(`${file}.damaged`, "utf8")).toContain('"recent": 7');
});

test("the data folder follows the environment, then the platform", () => {
  expect(findHome({ SPECWRIGHT_HOME: "/x" }, "linux").root).toBe("/x");
  expect(findHome({ XDG_DATA_HOME: "/data" }, "linux").root).toBe(join("/data", "specwright"));
  expect(findHome({}, "darwin").root).toContain("Application Support");
  expect(findHome({ LOCALAPPDATA: "/local" }, "win32").root).toContain("Specwright Data");
});
