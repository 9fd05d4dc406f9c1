import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { variablesFor } from "./git";
import { knownConfiguration } from "./known-configuration";
import { countGit, type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n" });
});
afterEach(() => test.dispose());

/** Accepts files however recently they were changed. */
const atOnce = Number.NEGATIVE_INFINITY;
const folders = (): Record<string, string> => ({ GIT_DIR: test.at("repo/.git") });
const ask = (settled = atOnce) => knownConfiguration(test.repo.top, folders(), settled);
const values = async (key: string) =>
  (await ask()).flatMap((entry) => (entry.key === key ? entry.value : []));

describe("the person's configuration", () => {
  it("is cached while its files are unchanged", async () => {
    const entries = await ask();
    expect(entries.some(({ key }) => key === "user.name")).toBe(true);
    expect(await ask()).toBe(entries);
  });

  it.each([
    ["their own file", () => test.git("config", "--global", "filter.x.clean", "run")],
    [
      "their other one",
      async () => test.put("home/.config/git/config", '[filter "x"]\n\tclean = run\n'),
    ],
    [
      "a file that was named and not there",
      async () => test.put("home/more", '[filter "x"]\n\tclean = run\n'),
    ],
  ])("is read again when %s gets more settings", async (_whose, change) => {
    await test.git("config", "--global", "include.path", "more");
    expect(await values("filter.x.clean")).toEqual([]);
    await change();
    expect(await values("filter.x.clean")).toEqual(["run"]);
  });

  it("is read each time when an include depends on the branch", async () => {
    await test.git("config", "--global", "includeIf.onbranch:main.path", "more");
    expect(await ask()).not.toBe(await ask());
  });

  describe("of another working tree", () => {
    const trees = async () => {
      for (const name of ["one", "two"])
        await test.git("worktree", "add", "--quiet", test.at(name), "-b", name);
      const place = (name: string) => ({ top: test.at(name), trusted: true });
      const asked = async (name: string) =>
        knownConfiguration(test.at(name), await variablesFor(place(name)), atOnce);
      return { asked };
    };

    it("is known without asking git again", async () => {
      const { asked } = await trees();
      const one = await asked("one");
      const counted = await countGit(test);
      const two = await asked("two");
      expect(counted.taken()).toEqual([]);
      counted.stop();
      const plain = (entries: typeof one) =>
        entries.map(({ scope, key, value }) => [scope, key, value]);
      expect(plain(two)).toEqual(plain(one));
    });

    it("is its own where the person's files choose by the folder what they include", async () => {
      test.put("home/more", "[a]\n\tb = two\n");
      const { asked } = await trees();
      await test.git(
        ...["config", "--global", `includeIf.gitdir:${test.at("repo")}/.git/worktrees/two.path`],
        test.at("home/more"),
      );
      const value = async (name: string) =>
        (await asked(name)).find(({ key }) => key === "a.b")?.value;
      expect([await value("one"), await value("two")]).toEqual([undefined, "two"]);
    });
  });

  it("is not cached while a file was changed just now", async () => {
    await test.git("config", "--global", "a.b", "1");
    expect(await ask(2000)).not.toBe(await ask(2000));
  });
});
