import { afterEach, beforeEach, expect, it } from "vitest";
import { type CountedGit, countGit, type TestRepository, testRepository } from "./testing";
import { entriesOf, gitlinksOf } from "./tracked";

let test: TestRepository;
let counted: CountedGit;

beforeEach(async () => {
  test = await testRepository({ "a.txt": "a\n" });
  counted = await countGit(test);
});
afterEach(() => {
  counted.stop();
  test.dispose();
});

it("the submodules of a commit with many files are read once", async () => {
  const blob = await test.git("rev-parse", "HEAD:a.txt");
  const link = "1".repeat(40);
  const lines = Array.from({ length: 20_001 }, (_, n) => `100644 ${blob}\tmany/file-${n}\n`);
  test.put("index-info", `${lines.join("")}160000 ${link}\tmodule\n`);
  await test.git(
    "-c",
    `alias.feed=!git update-index --index-info <'${test.at("index-info")}'`,
    "feed",
  );
  const commit = await test.git("commit-tree", "-m", "many", await test.git("write-tree"));
  counted.taken();
  for (let time = 0; time < 3; time++)
    expect(await gitlinksOf(test.repo, commit)).toEqual([
      { mode: "160000", id: link, path: "module" },
    ]);
  const readings = counted.taken().filter((call) => call.startsWith("ls-tree"));
  expect(readings).toEqual([`ls-tree -r -z --full-tree ${commit}`]);
  expect(await entriesOf(test.repo, commit)).toHaveLength(20_003);
});
