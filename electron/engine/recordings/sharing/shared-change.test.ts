import type { RunEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/projection";
import { createdEvent, runOf } from "@shared/runs/run.fixture";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type TestRepository, testRepository } from "../../git/testing";
import { sharedChange } from "./shared-change";

let repository: TestRepository;
let base: string;
beforeAll(async () => {
  repository = await testRepository({ "a.txt": "one\n" });
  base = await repository.git("rev-parse", "HEAD");
});
afterAll(() => repository.dispose());

const recording = "d".repeat(64);
const ended: RunEvent = {
  type: "session-ended",
  how: "finished",
  digest: "0".repeat(64),
  bytes: 1,
  duration: 1,
};
const shared: RunEvent = {
  type: "shared",
  by: "A Reviewer <reviewer@example.org>",
  original: { digest: recording, bytes: 1, events: "" },
  redaction: { applied: true, counts: {} },
};

/** A copy whose events name these commits. */
const copy = (commit: string, from = base, ...more: RunEvent[]): Run =>
  runOf(
    createdEvent({ base: from }),
    {
      type: "session-started",
      owner: { pid: 1, started: "", seconds: 0 },
      pid: 2,
      cols: 80,
      rows: 24,
    },
    { type: "agent-ended", end: { by: "exit", code: 0 } },
    ended,
    { type: "change-captured", commit, files: 1, added: 1, removed: 0 },
    ...more,
    shared,
  );

/** Commits one file on top of a commit, without moving a branch. */
async function commitOn(parent: string, name: string, message: string): Promise<string> {
  const { git, put } = repository;
  await git("read-tree", parent);
  put(`repo/${name}`, `${name}\n`);
  await git("add", name);
  const tree = await git("write-tree");
  await git("reset", "--quiet", "--hard");
  return git("commit-tree", "-p", parent, "-m", message, tree);
}

const pathsOf = async (run: Run) =>
  (await sharedChange(repository.repo, run)).files.map(({ path }) => path);

test("the change of a shared run is that of its commits, if the repository has them", async () => {
  const captured = await commitOn(base, "captured.txt", "work");
  expect(await pathsOf(copy(captured))).toEqual(["captured.txt"]);
  const missing = "only the recording was shared";
  await expect(pathsOf(copy("f".repeat(40)))).rejects.toThrow(new RegExp(missing, "i"));
  await expect(pathsOf(copy(captured, "f".repeat(40)))).rejects.toThrow(/not in this repository/);
  // Names of refs and options are not looked up, because the copy is not trusted.
  for (const name of ["HEAD", "main", "--output=/tmp/x", captured.slice(0, 12)])
    await expect(pathsOf(copy(name))).rejects.toThrow(/not in this repository/);
});

test("a commit on the branch with the recording's digest takes precedence", async () => {
  const { git } = repository;
  const other = await commitOn(base, "other.txt", "Somebody else's");
  const trailers = `T001\n\nRun: r1\nRecording: sha256:${recording}\n`;
  const approved = await commitOn(other, "approved.txt", trailers);
  await git("update-ref", "refs/heads/main", approved);
  await git("reset", "--quiet", "--hard");
  expect(await pathsOf(copy("f".repeat(40)))).toEqual(["approved.txt"]);
});
