import { afterEach, beforeEach, expect, it } from "vitest";
import { type TestRepository, testRepository } from "../git/testing";
import { openProjectFiles } from "./project-files";
import { type WatchedFiles, watchSoon } from "./watch-soon";

let test: TestRepository;
let watched: WatchedFiles;
let documents: string[];
let digests: Map<string, string | undefined>;
let ready: Promise<void>;

beforeEach(async () => {
  test = await testRepository({ "specs/001-a/spec.md": "# A\n", "specs/001-a/plan.md": "# P\n" });
  documents = [];
  digests = new Map();
  ready = new Promise((resolve) => {
    const changes = {
      document(path: string, digest?: string) {
        documents.push(path);
        digests.set(path, digest);
      },
      repository: () => undefined,
      unwatched: () => undefined,
    };
    watched = watchSoon(test.repo, openProjectFiles(test.repo.top), changes, resolve);
  });
});
afterEach(async () => {
  await watched.close();
  test.dispose();
});

it("reports changes from before the watcher was ready", async () => {
  await watched.files.read("specs/001-a/spec.md");
  const plan = await watched.files.read("specs/001-a/plan.md");
  await watched.files.write("specs/001-a/plan.md", { from: 2, to: 3, insert: "Q" }, plan.digest);
  test.put("repo/specs/001-a/spec.md", "# B\n");
  await ready;
  // On a busy machine the watcher may be ready already, and report a little later.
  await expect.poll(() => documents).toContain("specs/001-a/spec.md");
});

it("reports a document that is removed before the watcher is ready", async () => {
  await watched.files.read("specs/001-a/spec.md");
  test.remove("repo/specs/001-a/spec.md");
  await ready;
  // On a busy machine the watcher may be ready already, and report a little later.
  await expect.poll(() => documents).toContain("specs/001-a/spec.md");
});

it("reports the digest of a document that the window has read, and only the path of others", async () => {
  const spec = await watched.files.read("specs/001-a/spec.md");
  await ready;
  const { digest } = await watched.files.write(
    "specs/001-a/spec.md",
    { from: 2, to: 3, insert: "B" },
    spec.digest,
  );
  test.put("repo/specs/001-a/plan.md", "# Q\n");
  await expect
    .poll(() => [...digests].sort())
    .toEqual([
      ["specs/001-a/plan.md", undefined],
      ["specs/001-a/spec.md", digest],
    ]);
});
