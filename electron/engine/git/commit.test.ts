import { afterEach, beforeEach, expect, it } from "vitest";
import { commitTree, objectId } from "./commit";
import { readingIn } from "./git";
import { treeWith } from "./merge-trees";
import { objectsOf } from "./object-reader";
import { type TestRepository, testRepository } from "./testing";
import { formatTree, parseTree } from "./tree-entries";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "1\n", "a/b.txt": "2\n", "a-c/ü.txt": "3\n", "z.sh": "" });
});
afterEach(() => test.dispose());

const date = 1_700_000_000;
const names = ["Test Person", "Ærø Jr.", ' .Mr. "X", ', "A\\B"];
const messages = ["one", "two\n\nbody\n", "\nbegins with a line\r\n", "", "ü\n\n\n"];

it("writes the same bytes of a commit as git, also in a repository that only git can write", async () => {
  const head = await test.git("rev-parse", "HEAD");
  const tree = await objectId(test.repo, "HEAD^{tree}");
  for (const [at, name] of names.entries()) {
    const by = { name, email: "x@example.org" };
    const commit = { tree, parents: at === 0 ? [] : [head], message: messages[at] ?? "", by, date };
    const made = await commitTree(test.repo, commit);
    await test.git("config", "core.sharedRepository", "group");
    expect(await commitTree(test.repo, commit)).toBe(made);
    await test.git("config", "--unset", "core.sharedRepository");
  }
  expect((await readingIn(test.repo)).entries).not.toHaveLength(0);
  await test.git("fsck", "--strict");
});

it("gives git's message when no name is set", async () => {
  const tree = await objectId(test.repo, "HEAD^{tree}");
  const by = { name: " . ", email: "x@example.org" };
  await expect(
    commitTree(test.repo, { tree, parents: [], message: "m", by }),
  ).rejects.toMatchObject({
    code: "git-failed",
  });
});

it("writes a tree with a changed file like git", async () => {
  const blob = await test.git("rev-parse", "HEAD:a.txt");
  const index = test.at("index");
  const head = await test.git("rev-parse", "HEAD");
  for (const path of ["a/b.txt", "a-c/ü.txt", "z.sh", "a/new.txt", "a.txt/b"]) {
    const file = { path, entry: { mode: "100755", blob } };
    const made = await treeWith(test.repo, head, file, index);
    await test.git("config", "core.sharedRepository", "group");
    expect(await treeWith(test.repo, head, file, index)).toBe(made);
    await test.git("config", "--unset", "core.sharedRepository");
    expect(await test.git("rev-parse", `${made}:${path}`)).toBe(blob);
  }
  await test.git("fsck", "--strict");
});

it("writes the same bytes of a tree that was read, for any order of names", async () => {
  const objects = await objectsOf(test.repo, "look");
  const read = await objects.contents("HEAD^{tree}");
  const bytes = read?.bytes ?? Buffer.alloc(0);
  expect(formatTree(parseTree(bytes, 40).reverse()).equals(bytes)).toBe(true);
});
