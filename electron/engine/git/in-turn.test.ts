import { Problem } from "@shared/base/problem";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type Approval, approve } from "./approve";
import { changingBranch } from "./in-turn";
import { type TestRepository, testRepository } from "./testing";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "tasks.md": "- [ ] T001 One\n" });
});
afterEach(() => test.dispose());

/** A change of the branch that ends when the test says so. */
function held(repo: { readonly gitDir: string }, doing: string) {
  let end: () => void = () => undefined;
  const going = new Promise<void>((resolve) => {
    end = resolve;
  });
  return { end, done: changingBranch(repo, () => going, { doing }) };
}

it("a change that waits is told what it waits for, and can be cancelled; later ones take their turn", async () => {
  const first = held(test.repo, "the approval of T001 on main");
  const life = new AbortController();
  const waits = vi.fn();
  const work = vi.fn(async () => undefined);
  const second = changingBranch(test.repo, work, { signal: life.signal, waits });
  const third = changingBranch(test.repo, async () => "third");
  expect(waits).toHaveBeenCalledExactlyOnceWith("the approval of T001 on main");
  life.abort();
  await expect(second).rejects.toMatchObject({ code: "cancelled" });
  first.end();
  expect(await third).toBe("third");
  expect(work).not.toHaveBeenCalled();
});

it("a change that has begun is not cancelled", async () => {
  const life = new AbortController();
  const done = changingBranch(
    test.repo,
    async () => {
      life.abort();
      return "whole";
    },
    { signal: life.signal },
  );
  expect(await done).toBe("whole");
});

it("waiting for another program can be cancelled", async () => {
  const life = new AbortController();
  const busy = () => Promise.reject(new Problem("git-busy", "Busy."));
  const waits = vi.fn(() => life.abort());
  const done = changingBranch(test.repo, busy, { signal: life.signal, waits });
  await expect(done).rejects.toMatchObject({ code: "cancelled" });
  expect(waits).toHaveBeenCalledExactlyOnceWith("another program that is changing this repository");
});

it("branches in two working trees of a repository do not wait for each other", async () => {
  const first = held(test.repo, "a change");
  const waits = vi.fn();
  const other = { gitDir: test.at("repo/.git/worktrees/other") };
  expect(await changingBranch(other, async () => "other", { waits })).toBe("other");
  expect(waits).not.toHaveBeenCalled();
  first.end();
  await first.done;
});

it("an approval for a branch that is not checked out is refused without waiting", async () => {
  const first = held(test.repo, "a change");
  const commit = await test.git("rev-parse", "HEAD");
  const approval: Approval = {
    ...{ run: "r1", branch: "other", base: commit, commit, tasksPath: "tasks.md" },
    ...{ specPath: "spec.md", specBlob: commit, recording: "0".repeat(64) },
    task: { id: "T001", title: "One" },
    by: { name: "A", email: "a@example.org" },
  };
  await expect(approve(test.repo, approval, () => undefined)).rejects.toMatchObject({
    code: "wrong-branch",
  });
  first.end();
  await first.done;
});
