import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type TestRepository, testRepository } from "../git/testing";
import { openProjectFiles } from "./project-files";
import { type WatchedFiles, watchSoon } from "./watch-soon";

/** The system's error at its limit of watchers. */
const limit = vi.hoisted(() =>
  Object.assign(new Error("System limit for number of file watchers reached"), { code: "ENOSPC" }),
);
vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  watch: () => {
    throw limit;
  },
}));

let test: TestRepository;
let watched: WatchedFiles;
const told: unknown[] = [];
let documents: string[];
let repository: number;
beforeEach(async () => {
  test = await testRepository({ "specs/001-a/spec.md": "# A\n", "specs/001-a/plan.md": "# P\n" });
  told.length = 0;
  documents = [];
  repository = 0;
});
afterEach(async () => {
  await watched.close();
  test.dispose();
});

const start = (pace: number) =>
  new Promise<void>((resolve) => {
    const changes = {
      document: (path: string) => documents.push(path),
      repository: () => {
        repository += 1;
      },
      unwatched: (error: unknown) => told.push(error),
    };
    watched = watchSoon(test.repo, openProjectFiles(test.repo.top), changes, resolve, pace);
  });
const patient = { timeout: 20_000 };

it("reports once that the system watches no more folders, and polls from then on", async () => {
  await start(20);
  expect(told).toEqual([limit]);
  for (const name of ["spec", "plan"]) await watched.files.read(`specs/001-a/${name}.md`);
  test.put("repo/specs/001-a/spec.md", "# B\n");
  await vi.waitFor(() => expect(documents).toEqual(["specs/001-a/spec.md"]), patient);
  test.put("repo/specs/001-a/spec.md", "# C\n");
  await vi.waitFor(() => expect(documents).toHaveLength(2), patient);
  test.remove("repo/specs/001-a/plan.md");
  await vi.waitFor(() => expect(documents[2]).toBe("specs/001-a/plan.md"), patient);
  const before = repository;
  await vi.waitFor(() => expect(repository).toBeGreaterThan(before + 2), patient);
  expect(documents).toHaveLength(3);
  expect(told).toHaveLength(1);
});

it("polls on request, for example when the window gets the focus", async () => {
  await start(1_000_000);
  await watched.files.read("specs/001-a/spec.md");
  test.put("repo/specs/001-a/spec.md", "# B\n");
  watched.look();
  await vi.waitFor(() => expect(documents).toEqual(["specs/001-a/spec.md"]), patient);
});
