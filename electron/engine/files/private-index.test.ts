import { utimesSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { copyIndex } from "./private-index";
import { type TestFolder, testFolder } from "./testing";

let test: TestFolder;
beforeEach(() => {
  test = testFolder();
});
afterEach(() => test.dispose());

it("removes its folder, and old folders of killed processes", async () => {
  test.put("index", "DIRC");
  const gone = 2 ** 22 + 1;
  const old = [`specwright-index-${gone}-old`, `specwright-index-${process.pid}-mine`, "other-1-x"];
  for (const name of [...old, `specwright-index-${gone}-new`]) test.put(`tmp/${name}/index`, "x");
  for (const name of old) utimesSync(test.at(`tmp/${name}`), 0, 0);
  const copy = await copyIndex(test.at("index"), test.at("tmp"));
  expect(test.exists(`tmp/${old[0]}`)).toBe(false);
  for (const name of [old[1], old[2], `specwright-index-${gone}-new`])
    expect(test.exists(`tmp/${name}`)).toBe(true);
  await copy.remove();
  await expect(copyIndex(test.at("none"), test.at("tmp"))).rejects.toThrow();
});
