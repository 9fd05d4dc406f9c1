import { afterEach, beforeEach, expect, it } from "vitest";
import { changesAround, lookAround } from "./shared-state";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "a.txt": "one\n" });
});
afterEach(() => test.dispose());

const isOwn = (ref: string) => ref.startsWith("refs/specwright/");

it("names the changes around a run: branches, the stash, hooks, the configuration, and no others", async () => {
  const first = await test.git("rev-parse", "HEAD");
  await test.git("branch", "old");
  const before = await lookAround(test.repo);
  expect(changesAround(before, await lookAround(test.repo), isOwn)).toEqual([]);

  test.put("repo/a.txt", "two\n");
  const second = await test.commit("by somebody");
  await test.git("branch", "-D", "old");
  await test.git("update-ref", "refs/specwright/kept/x", first);
  await test.git("update-ref", "refs/stash", first);
  await test.git("config", "core.hooksPath", "elsewhere");
  test.put("repo/.git/hooks/pre-commit", "#!/bin/sh\n");
  test.put("repo/.git/info/attributes", "* -diff\n");
  await test.git("checkout", "--quiet", "-b", "other");

  expect(changesAround(before, await lookAround(test.repo), isOwn)).toEqual([
    { what: "branch", name: "main", from: first, to: second },
    { what: "branch", name: "old", from: first },
    { what: "branch", name: "other", to: second },
    { what: "head", name: "HEAD", from: "main", to: "other" },
    { what: "hook", name: "hooks/pre-commit" },
    { what: "configuration", name: "config" },
    { what: "stash", name: "refs/stash", to: first },
    { what: "file", name: "info/attributes" },
  ]);
});

it("counts the changes that it does not name", async () => {
  const before = await lookAround(test.repo);
  const id = await test.git("rev-parse", "HEAD");
  const refs = new Map(
    Array.from({ length: 60 }, (_, index) => [`refs/heads/b${index}`, id] as const),
  );
  const changed = changesAround(
    before,
    { ...before, refs: new Map([...before.refs, ...refs]) },
    isOwn,
  );
  expect(changed).toHaveLength(41);
  expect(changed.at(-1)).toEqual({ what: "more", name: "20" });
});
