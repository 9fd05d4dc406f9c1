import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TestRepository, testRepository } from "../git/testing";
import { writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { type ProjectWatcher, watchProject } from "./watcher";

let test: TestRepository;
let watcher: ProjectWatcher;
let documents: Set<string>;
let repository: number;

beforeEach(async () => {
  test = await testRepository({ "specs/001-a/spec.md": "# A\n", "src/a.txt": "a\n" });
});
afterEach(async () => {
  await watcher.close();
  test.dispose();
});

/** The timeout in milliseconds of a wait: far more than a busy machine needs. */
const patient = { timeout: 60_000 };

async function start(): Promise<void> {
  documents = new Set();
  repository = 0;
  watcher = watchProject(test.repo, {
    document: (path) => documents.add(path),
    repository: () => {
      repository += 1;
    },
    unwatched: (error) => {
      throw error;
    },
  });
  await watcher.ready;
  // The report that readiness itself causes must not count as a later change.
  await vi.waitFor(() => expect(repository).toBeGreaterThan(0), patient);
}

/** Runs an action and waits until a change of the repository is reported. */
async function notices(work: () => Promise<unknown> | unknown): Promise<void> {
  const before = repository;
  await work();
  await vi.waitFor(() => expect(repository).toBeGreaterThan(before), patient);
}

it("reports changed, new and removed documents, and no temporary files of ours", async () => {
  await start();
  const base = digestOf(test.bytes("repo/specs/001-a/spec.md"));
  await writeAtomically(test.repo.top, "specs/001-a/spec.md", Buffer.from("# B\n"), base);
  test.put("repo/specs/002-b/spec.md", "# B\n");
  await vi.waitFor(
    () => expect([...documents].sort()).toEqual(["specs/001-a/spec.md", "specs/002-b/spec.md"]),
    patient,
  );
  documents.clear();
  await notices(() => test.remove("repo/specs/002-b"));
  await vi.waitFor(() => expect([...documents]).toEqual(["specs/002-b/spec.md"]), patient);
});

it("notices commits, staging, and other branches, also branches in new folders", async () => {
  await start();
  test.put("repo/src/a.txt", "b\n");
  await notices(() => test.git("add", "src/a.txt"));
  await notices(() => test.git("commit", "--quiet", "-m", "second"));
  await notices(() => test.git("checkout", "--quiet", "-b", "feature/deep/one"));
  await notices(() => test.git("commit", "--quiet", "--allow-empty", "-m", "third"));
  await notices(() => test.git("update-ref", "refs/heads/feature/deep/one", "HEAD~"));
  await notices(() => test.git("pack-refs", "--all"));
  await notices(() => test.git("update-ref", "refs/heads/feature/deep/one", "main"));
});

it("notices spec folders that are made later", async () => {
  test.remove("repo/specs");
  await start();
  await notices(() => test.put("repo/.specify/memory/constitution.md", "# C\n"));
  await notices(() => test.put("repo/specs/001-a/spec.md", "# A\n"));
  await vi.waitFor(() => {
    test.put("repo/specs/001-a/spec.md", `# ${Math.random()}\n`);
    expect([...documents]).toContain("specs/001-a/spec.md");
  }, patient);
});

it("works in a linked working tree", async () => {
  await test.git("worktree", "add", "--quiet", "-b", "linked", test.at("linked"));
  const gitDir = `${test.repo.gitDir}/worktrees/linked`;
  test = { ...test, repo: { ...test.repo, top: test.at("linked"), gitDir } };
  await start();
  await notices(() =>
    test.git("-C", test.at("linked"), "commit", "--quiet", "--allow-empty", "-m", "x"),
  );
});

it("is silent after it was closed", async () => {
  await start();
  await watcher.close();
  const before = repository;
  test.put("repo/specs/001-a/spec.md", "# Late\n");
  await test.commit("late");
  expect(documents.size).toBe(0);
  expect(repository).toBe(before);
});
