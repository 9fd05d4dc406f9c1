import { mostNotTaken } from "@shared/runs/not-taken";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readNotTaken } from "./read-not-taken";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({
    ".gitignore": ".env\nnode_modules/\n*.log\nempty/\n",
    "packages/a/index.js": "",
    "docs/readme.md": "",
  });
});
afterEach(() => test.dispose());

const nothing = { names: [], more: 0 };
const look = async () => readNotTaken(test.repo, await test.git("rev-parse", "HEAD"));

it("finds nothing in a tree without ignored files", async () => {
  test.put("repo/not-committed.txt", "");
  test.folder("repo/empty");
  expect(await look()).toEqual({ ignored: nothing, submodules: nothing });
});

it("names ignored files and folders at every depth, a folder once, for all ignore lists", async () => {
  test.put("repo/.env", "SECRET=1\n");
  test.put("repo/node_modules/x/index.js", "");
  test.put("repo/node_modules/y/index.js", "");
  test.put("repo/packages/a/node_modules/z/index.js", "");
  test.put("repo/packages/a/né w.log", "");
  test.put("repo/.git/info/exclude", "local.json\n");
  test.put("repo/local.json", "{}");
  test.put("home/.config/git/ignore", "*.swp\n");
  test.put("repo/a.swp", "");
  expect((await look()).ignored).toEqual({
    names: [
      ".env",
      "a.swp",
      "local.json",
      "node_modules/",
      "packages/a/node_modules/",
      "packages/a/né w.log",
    ],
    more: 0,
  });
});

it("does not name files that are copied, nor a folder that is copied completely", async () => {
  test.put("repo/.worktreeinclude", ".env\nnode_modules/\n");
  test.put("repo/.env", "");
  test.put("repo/noise.log", "");
  test.put("repo/node_modules/x/index.js", "");
  test.put("repo/node_modules/y/index.js", "");
  expect(await look()).toMatchObject({
    taken: { names: [".env", "node_modules/x/index.js", "node_modules/y/index.js"] },
    ignored: { names: ["noise.log"] },
  });
  test.put("repo/.worktreeinclude", "node_modules/x/\n");
  expect(await look()).toMatchObject({
    taken: { names: ["node_modules/x/index.js"] },
    ignored: { names: [".env", "node_modules/", "noise.log"] },
  });
});

it("returns only some names and counts the others", async () => {
  for (let index = 0; index < mostNotTaken + 7; index += 1) test.put(`repo/${index}.log`, "");
  const { ignored } = await look();
  expect(ignored?.names).toHaveLength(mostNotTaken);
  expect(ignored?.more).toBe(7);
});

it("names the submodules of the commit that the person's tree does not have", async () => {
  const commit = await test.git("rev-parse", "HEAD");
  for (const path of ["vendor/lib", "vendor/é"])
    await test.git("update-index", "--add", "--cacheinfo", `160000,${commit},${path}`);
  expect((await look()).submodules).toEqual(nothing);
  await test.git("commit", "--quiet", "-m", "submodules");
  expect((await look()).submodules).toEqual({ names: ["vendor/lib", "vendor/é"], more: 0 });
});

it("leaves the list out, and still names submodules, when git cannot list the files", async () => {
  test.put("repo/.env", "");
  const commit = await test.git("rev-parse", "HEAD");
  await test.git("update-index", "--add", "--cacheinfo", `160000,${commit},lib`);
  await test.git("commit", "--quiet", "-m", "a submodule");
  test.put("repo/.git/index", "no index");
  expect(await look()).toEqual({ submodules: { names: ["lib"], more: 0 } });
});
