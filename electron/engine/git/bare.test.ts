import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "./inspect";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n" });
});
afterEach(() => test.dispose());

const refused = (path: string): Promise<string> =>
  inspect(test.at(path)).then(
    () => "opened",
    ({ code, message }) => `${code}: ${message}`,
  );
const words = (what: string) =>
  `bare-repository: This is a bare repository, which has no files to work on. ${what}`;

/** Makes `project/` with a bare repository under a name, and working trees beside it. */
async function layout(bare: string, ...trees: readonly string[]): Promise<void> {
  test.folder("project");
  const gitFolder = test.at(`project/${bare}`);
  await test.git("clone", "--quiet", "--bare", test.repo.top, gitFolder);
  for (const tree of trees) {
    const branch = tree === "main" ? ["main"] : ["-b", tree];
    const path = test.at(`project/${tree}`);
    const args = tree === "main" ? [path, ...branch] : [...branch, path];
    await test.git("-C", gitFolder, "worktree", "add", "--quiet", ...args);
  }
}

describe("the refusal of a folder without files to work on", () => {
  it.each([".bare", "bare", "project.git"])(
    "names the working trees beside %s, the current branch first, with and without a .git file",
    async (bare) => {
      await layout(bare, "feature-x", "main", "a/deep");
      const expected = words("Open one of its working trees: main, a/deep, feature-x.");
      expect(await refused("project")).toBe(expected);
      expect(await refused(`project/${bare}`)).toBe(expected);
      expect(await refused(`project/${bare}/objects`)).toBe(expected);
      test.put("project/.git", `gitdir: ./${bare}\n`);
      expect(await refused("project")).toBe(expected);
      expect(await refused("project/main")).toBe("opened");
    },
  );

  it("names those beside a .git folder that is bare, wherever they are", async () => {
    await layout(".git", "main");
    const out = test.at("elsewhere");
    await test.git("-C", test.at("project/.git"), "worktree", "add", "--quiet", "-b", "out", out);
    expect(await refused("project")).toBe(words(`Open one of its working trees: main, ${out}.`));
  });

  it("leaves out the working trees of runs, and missing ones", async () => {
    await layout(".bare", "main", "gone");
    const run = ["-b", "specwright/T001-x", test.at("project/run")];
    await test.git("-C", test.at("project/.bare"), "worktree", "add", "--quiet", ...run);
    test.remove("project/gone");
    expect(await refused("project")).toBe(words("Open its working tree: main."));
  });

  it("follows the relative paths that newer versions of git write", async () => {
    await layout(".bare", "main");
    test.put("project/.bare/worktrees/main/gitdir", "../../../main/.git\n");
    expect(await refused("project")).toBe(words("Open its working tree: main."));
  });

  it("names the folder that a .git folder belongs to", async () => {
    await test.git("worktree", "add", "--quiet", test.at("linked"));
    expect(await refused("repo/.git")).toBe(
      words(`Open one of its working trees: ${test.at("repo")}, ${test.at("linked")}.`),
    );
  });

  it("counts the working trees that it does not name", async () => {
    await layout(".bare", ...Array.from({ length: 12 }, (_, index) => `t${10 + index}`));
    expect(await refused("project")).toMatch(/: t10, .*, t19 and 2 more\.$/);
  });

  it("advises a clone when the repository has no working tree", async () => {
    await layout("x.git");
    expect(await refused("project/x.git")).toBe(words("Clone it, then open the clone."));
    expect(await refused("project")).toMatch(/^not-a-repository: /);
  });
});
