import type { ProjectPatch } from "@shared/contracts/project";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { findHome } from "../../settings/home";
import * as reading from "../files/read-whole";
import * as processes from "../git/process";
import { type TestRepository, testRepository } from "../git/testing";
import { openWorkspace, type Workspace } from "./workspace";

vi.mock("../git/process", { spy: true });
vi.mock("../files/read-whole", { spy: true });

const spec = (text: string) =>
  `# Feature Specification: Money\n\n## Requirements\n\n- **FR-001**: ${text}\n`;
const path = "specs/003-feature/spec.md";

let test: TestRepository;
let workspace: Workspace<never>;
let patches: ProjectPatch[];
let documents: string[];

async function open(features: number): Promise<void> {
  const files = Array.from({ length: features }, (_, n) => {
    const folder = `specs/${String(n + 1).padStart(3, "0")}-feature`;
    return [
      [`${folder}/spec.md`, spec(`It MUST do ${n}.`)],
      [`${folder}/plan.md`, "# Plan\n"],
      [`${folder}/tasks.md`, "# Tasks\n\n- [ ] T001 Do it\n"],
    ] as const;
  }).flat();
  test = await testRepository(Object.fromEntries(files));
  patches = [];
  documents = [];
  ({ workspace } = await openWorkspace<never>(
    {
      home: findHome({ SPECWRIGHT_HOME: test.at("data") }, "linux"),
      env: {},
      shell: "/bin/sh",
      launcher: { program: () => ({ file: "/bin/true", args: [] }) },
      startHost: () => {
        throw new Error("no run was started");
      },
      trust: { of: async () => undefined, keep: async () => undefined },
      report: (error) => {
        throw error;
      },
    },
    test.at("repo"),
    {
      changed: (patch) => void patches.push(patch),
      document: (changed) => void documents.push(changed),
      run: () => undefined,
      gone: () => undefined,
      damaged: () => undefined,
      queue: () => undefined,
    },
  ));
  // The first reading after everything is watched, and git's list of that reading.
  await vi.waitFor(() => {
    expect(patches).not.toEqual([]);
    const { calls, settledResults } = vi.mocked(processes.runGit).mock;
    const lists = settledResults.filter((_, n) => calls[n]?.[0].includes("status"));
    expect(lists.map(({ type }) => type)).toEqual(["fulfilled", "fulfilled"]);
  }, 60_000);
}
beforeEach(() => vi.clearAllMocks());
afterEach(async () => {
  await workspace.close();
  test.dispose();
});

/** Saves the document as a window does. */
async function save(text: string): Promise<void> {
  const { text: before, digest: base } = await workspace.files.read(path);
  vi.clearAllMocks();
  patches = [];
  documents = [];
  const edit = { from: 0, to: before.length, insert: spec(text) };
  const { digest } = await workspace.files.write(path, edit, base);
  workspace.saved(path, { digest, base });
}

/** What the save cost by the time the window was told what changed, and the watcher had seen the save too. */
async function costs() {
  await vi.waitFor(() => {
    expect(documents).toContain(path);
    expect(patches).not.toEqual([]);
  }, 60_000);
  const reads = vi.mocked(reading.readWhole).mock.calls.map(([, read]) => read);
  return {
    processes: vi.mocked(processes.runGit).mock.calls.length,
    // The watcher looks at the saved document, to tell a save of the app from another program's.
    otherReads: reads.filter((read) => read !== path),
    messages: patches.length,
  };
}

describe.each([5, 500])("with %i features", (features) => {
  it("a save reads its own feature, asks git once, and tells what changed", async () => {
    await open(features);
    const otherReads = ["specs/003-feature/tasks.md"];
    await save("It MUST round.");
    expect(await costs()).toEqual({ processes: 1, otherReads, messages: 1 });
    expect(patches[0]?.uncommitted).toEqual({ added: [path], removed: [] });
    expect(patches[0]?.features).toBeUndefined();

    // What git would say of the next texts follows from that answer.
    await save("[NEEDS CLARIFICATION: how?]");
    expect(await costs()).toEqual({ processes: 0, otherReads, messages: 1 });
    expect(patches[0]?.features?.changed.map(({ id }) => id)).toEqual(["003-feature"]);
    await save("It MUST do 2.");
    expect(await costs()).toEqual({ processes: 0, otherReads, messages: 1 });
    expect(patches[0]?.uncommitted).toEqual({ added: [], removed: [path] });
    expect(await test.git("status", "--porcelain")).toBe("");
  }, 120_000);
});
