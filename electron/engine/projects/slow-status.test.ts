import type { ProjectPatch } from "@shared/contracts/project";
import { patched } from "@shared/contracts/project-patch";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { findHome } from "../../settings/home";
import * as status from "../git/status";
import { type TestRepository, testRepository } from "../git/testing";
import { openWorkspace, type Workspace, type WorkspaceListener } from "./workspace";

vi.mock("../git/status", { spy: true });

let test: TestRepository;
let workspace: Workspace<never>;
let patches: ProjectPatch[];
let problems: unknown[];
/** Ends git's reading of the files. */
let release: () => void;
let signals: (AbortSignal | undefined)[];

beforeEach(async () => {
  test = await testRepository({ "specs/001-a/spec.md": "# A\n", "specs/001-a/tasks.md": "" });
  test.put("repo/specs/001-a/plan.md", "# P\n");
  patches = [];
  problems = [];
  signals = [];
  const gate = new Promise<void>((resolve) => {
    release = resolve;
  });
  const { readStatus } = await vi.importActual<typeof status>("../git/status");
  vi.mocked(status.readStatus).mockImplementation(async (repo, signal) => {
    signals.push(signal);
    await gate;
    return readStatus(repo, signal);
  });
});
afterEach(async () => {
  release();
  await workspace.close();
  vi.mocked(status.readStatus).mockRestore();
  test.dispose();
});

async function open(listens = true) {
  const listener: WorkspaceListener = {
    changed: (patch) => void patches.push(patch),
    document: () => undefined,
    run: () => undefined,
    gone: () => undefined,
    damaged: () => undefined,
    queue: () => undefined,
  };
  const opened = await openWorkspace<never>(
    {
      home: findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux"),
      env: {},
      shell: "/bin/sh",
      launcher: { program: () => ({ file: "/bin/true", args: [] }) },
      startHost: () => {
        throw new Error("no run was started");
      },
      trust: { of: async () => undefined, keep: async () => undefined },
      report: (error) => void problems.push(error),
    },
    test.at("repo"),
    listens ? listener : undefined,
  );
  workspace = opened.workspace;
  return opened.snapshot;
}
const patient = 60_000;

it("opens a project before git has read the files, and follows the documents meanwhile", async () => {
  const snapshot = await open();
  expect(snapshot.features.map(({ id }) => id)).toEqual(["001-a"]);
  expect(snapshot.branch).toMatchObject({ kind: "branch", name: "main" });
  expect(snapshot.uncommitted).toBeUndefined();
  await vi.waitFor(() => expect(patches).not.toEqual([]), patient);
  test.put("repo/specs/002-b/spec.md", "# Feature Specification: B\n");
  const now = () =>
    patches.reduce<typeof snapshot | undefined>(
      (before, patch) => before && patched(before, patch),
      snapshot,
    );
  await vi.waitFor(() => expect(now()?.features[1]?.title).toBe("B"), patient);
  expect(now()?.uncommitted).toBeUndefined();
  // Git reads the files once at a time, whatever was asked for meanwhile.
  expect(signals).toHaveLength(1);
  release();
  const paths = ["specs/001-a/plan.md", "specs/002-b/spec.md"];
  await vi.waitFor(() => expect(now()?.uncommitted).toEqual(paths), patient);
});

it("ends git when the project is closed first", async () => {
  await open();
  await workspace.close();
  expect(signals[0]?.aborted).toBe(true);
  release();
});

it("says that git could not read the files until git can, and shows the project", async () => {
  const reason = new Error("index file corrupt");
  const { readStatus } = await vi.importActual<typeof status>("../git/status");
  vi.mocked(status.readStatus).mockRejectedValue(reason);
  const snapshot = await open();
  expect(snapshot.uncommitted).toBeUndefined();
  await vi.waitFor(() => expect(problems).toEqual([reason]), patient);
  await vi.waitFor(() => expect(workspace.current().unlisted).toBe("index file corrupt"), patient);
  // The person asks again, and git can read the files.
  vi.mocked(status.readStatus).mockImplementation(readStatus);
  await workspace.snapshot();
  await vi.waitFor(
    () => expect(workspace.current().uncommitted).toEqual(["specs/001-a/plan.md"]),
    patient,
  );
  expect(workspace.current().unlisted).toBeUndefined();
});

it("reads no list for the command line", async () => {
  await open(false);
  expect(signals).toEqual([]);
});
