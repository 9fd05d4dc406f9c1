import { parseDiff, pathOf } from "@shared/review/unified-diff";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readChange, readFileChange } from "./read-change";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
let base: string;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n", "tool.sh": "#!/bin/sh\necho a\n" });
  base = await test.git("rev-parse", "HEAD");
});
afterEach(() => test.dispose());

it("shows a script despite any attributes in any place", async () => {
  test.put("repo/.gitattributes", "*.sh -diff binary\n");
  test.put("repo/.git/info/attributes", "*.sh -diff\n*.txt diff=hide\n");
  test.put("home/attributes", "*.sh -diff\n");
  await test.git("config", "core.attributesFile", test.at("home/attributes"));
  await test.git("config", "diff.hide.textconv", "true");
  await test.git("config", "diff.hide.command", "true");
  test.put("repo/tool.sh", "#!/bin/sh\nrm -rf everything\n");
  test.put("repo/a.txt", "two\n");
  const { diff, files } = await readChange(test.repo, base, await test.commit("change"));
  expect(diff).toContain("+rm -rf everything\n");
  expect(diff).toContain("+two\n");
  expect(files.map(({ unshown }) => unshown)).toEqual([undefined, undefined, undefined]);
  expect(files.find(({ path }) => path === "tool.sh")).toMatchObject({ added: 1, removed: 1 });
});

it("names a script that contains a zero byte, and shows it on request", async () => {
  test.put("repo/tool.sh", "#!/bin/sh\nrm -rf everything\n# \0\n");
  const commit = await test.commit("change");
  const { files } = await readChange(test.repo, base, commit);
  expect(files).toMatchObject([{ path: "tool.sh", unshown: "binary", bytes: 32 }]);
  const { diff, cut } = await readFileChange(test.repo, base, commit, "tool.sh");
  expect(cut).toBe(false);
  expect(diff).toContain("+rm -rf everything\n");
  const missing = readFileChange(test.repo, base, commit, "a.txt");
  await expect(missing).rejects.toMatchObject({ code: "file-missing" });
});

it("gives the modes and earlier names of programs, links, submodules and renamed files", async () => {
  test.setMode("repo/tool.sh", 0o755);
  test.link("repo/link", "../../etc/passwd");
  await test.git("mv", "a.txt", "b.txt");
  await test.git("update-index", "--add", "--cacheinfo", `160000,${base},inner`);
  await test.git("add", "tool.sh", "link");
  await test.git("commit", "--quiet", "-m", "kinds");
  const change = await readChange(test.repo, base, await test.git("rev-parse", "HEAD"));
  expect(change.files).toMatchObject([
    { path: "b.txt", was: "a.txt", status: "renamed" },
    { path: "inner", newMode: "160000" },
    { path: "link", newMode: "120000", bytes: 16 },
    { path: "tool.sh", oldMode: "100644", newMode: "100755" },
  ]);
  expect(change.diff).toContain("+../../etc/passwd\n");
});

it("shows a file that became a link in two parts, and files after one that is too long", async () => {
  test.remove("repo/a.txt");
  test.link("repo/a.txt", "tool.sh");
  test.put("repo/long.txt", "0123456789\n".repeat(200_000));
  test.put("repo/z.txt", "behind\n");
  const { diff, files } = await readChange(test.repo, base, await test.commit("change"));
  expect(files.map(({ path, unshown }) => [path, unshown])).toEqual([
    ["a.txt", undefined],
    ["long.txt", "long"],
    ["z.txt", undefined],
  ]);
  expect(parseDiff(diff).map(pathOf)).toEqual(["a.txt", "a.txt", "z.txt"]);
});
