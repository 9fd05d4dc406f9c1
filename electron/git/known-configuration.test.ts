import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { knownConfiguration } from "./known-configuration";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n" });
});
afterEach(() => test.dispose());

/** However short a time ago the files were changed. */
const atOnce = Number.NEGATIVE_INFINITY;
const ask = () => knownConfiguration(test.repo.top, atOnce);
const values = async (key: string) =>
  (await ask()).flatMap((entry) => (entry.key === key ? entry.value : []));

describe("the configuration of a repository", () => {
  it("is held while its files are as they were", async () => {
    const entries = await ask();
    expect(entries.some(({ key }) => key === "core.repositoryformatversion")).toBe(true);
    expect(await ask()).toBe(entries);
  });

  it.each([
    ["its own file", () => test.git("config", "filter.x.clean", "run")],
    ["the person's", () => test.git("config", "--global", "filter.x.clean", "run")],
    [
      "the person's other one",
      async () => test.put("home/.config/git/config", '[filter "x"]\n\tclean = run\n'),
    ],
    [
      "another repository's",
      async () => {
        await test.git("init", "--quiet", test.at("other"));
        await test.git("-C", test.at("other"), "config", "filter.x.clean", "run");
        test.put("repo/.git/commondir", `${test.at("other/.git")}\n`);
      },
    ],
  ])("is read again when %s says more", async (_whose, change) => {
    expect(await values("filter.x.clean")).toEqual([]);
    await change();
    expect(await values("filter.x.clean")).toEqual(["run"]);
  });

  it("is read again each time where a file includes another", async () => {
    test.put("repo/.git/more", "[a]\n\tb = 1\n");
    await test.git("config", "include.path", "more");
    expect(await values("a.b")).toEqual(["1"]);
    test.put("repo/.git/more", "[a]\n\tb = 2\n");
    expect(await values("a.b")).toEqual(["2"]);
  });

  it("is read again each time in a linked working tree", async () => {
    const linked = test.at("linked");
    await test.git("worktree", "add", "--quiet", linked);
    expect(await knownConfiguration(linked, atOnce)).not.toBe(
      await knownConfiguration(linked, atOnce),
    );
  });

  it("is not held while a file was changed only just now", async () => {
    await test.git("config", "a.b", "1");
    expect(await knownConfiguration(test.repo.top)).not.toBe(
      await knownConfiguration(test.repo.top),
    );
  });
});
