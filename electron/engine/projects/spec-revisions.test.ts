import type { RunSummary } from "@shared/runs/summary";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { type TestRepository, testRepository } from "../git/testing";
import { openRevisions } from "./spec-revisions";

const folder = "specs/001-money";
const specPath = `repo/${folder}/spec.md`;
const tasksPath = `repo/${folder}/tasks.md`;
const spec = `# Money

### User Story 1 - Pay (Priority: P1)

Somebody pays.

## Requirements

- **FR-001**: System MUST add
- **FR-002**: System MUST round
`;
const tasks = `- [x] T001 Add (FR-001)
- [x] T002 Round (FR-002)
- [ ] T003 [US1] Pay
- [ ] T004 Tidy
`;

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({
    [`${folder}/spec.md`]: spec,
    [`${folder}/tasks.md`]: tasks,
  });
});
afterEach(() => test.dispose());

const created = vi.fn();

async function read(runs: readonly RunSummary[] = []) {
  const files = openProjectFiles(test.repo.top);
  return openRevisions(() => test.repo, files, created).read("001-money", runs);
}
const told = async (runs?: readonly RunSummary[]) =>
  (await read(runs)).map(({ task, rests, changes }) =>
    [task, rests, ...changes.map(({ kind, id }) => `${id} ${kind}`)].join(" "),
  );

describe("readRevision", () => {
  it("says nothing of a spec that is as it was", async () => {
    expect(await read()).toEqual([]);
    test.put(specPath, spec.replaceAll("\n", "\r\n"));
    expect(await read()).toEqual([]);
  });

  it("tells the tasks whose requirement or story changed since their line was committed", async () => {
    test.put(specPath, spec.replace("MUST round", "MUST round half to even"));
    const [commit] = [await test.git("rev-parse", "HEAD")];
    expect(await read()).toEqual([
      {
        task: "T002",
        rests: "line",
        commit,
        changes: [
          {
            kind: "changed",
            id: "FR-002",
            was: "System MUST round",
            now: "System MUST round half to even",
          },
        ],
      },
    ]);
    test.put(specPath, spec.replace("Somebody pays", "Everybody pays"));
    await test.commit("stories");
    expect(await told()).toEqual(["T003 line US1 changed"]);
    test.put(specPath, spec.replace(/- \*\*FR-001.*\n/, ""));
    expect(await told()).toEqual(["T001 line FR-001 superseded"]);
  });

  it("takes a line that was written since for one that knows the new text", async () => {
    test.put(specPath, spec.replace("MUST round", "MUST truncate"));
    await test.commit("spec");
    expect(await told()).toEqual(["T002 line FR-002 changed"]);
    test.put(tasksPath, tasks.replace("Round", "Truncate"));
    expect(await told()).toEqual([]);
    await test.commit("tasks");
    expect(await told()).toEqual([]);
    test.put(tasksPath, tasks.replace("Round", "Truncate").replaceAll("\n", "\r\n"));
    test.put(specPath, spec);
    expect(await told()).toEqual(["T002 line FR-002 changed"]);
  });

  it("follows a feature whose folder got another name", async () => {
    await test.git("mv", folder, "specs/002-money");
    await test.commit("moved");
    await test.git("mv", "specs/002-money", folder);
    test.put(specPath, spec.replace("MUST add", "MUST sum"));
    await test.commit("moved back, and changed");
    expect(await told()).toEqual(["T001 line FR-001 changed"]);
  });

  it("holds a run to the spec that it started from", async () => {
    const base = await test.git("rev-parse", "HEAD");
    const specBlob = await test.git("rev-parse", `HEAD:${folder}/spec.md`);
    created.mockReturnValue({ base, specBlob });
    const run = (task: string, state: object) => runOf(task, state);
    test.put(specPath, spec.replace("MUST add", "MUST sum").replace("FR-002", "FR-003"));
    test.put(tasksPath, tasks.replace("[ ] T004", "[x] T004"));
    await test.commit("everything");
    const approved = { phase: "approved" };
    const review = {
      phase: "review",
      how: "finished",
      validation: { result: "passed", command: "true" },
      change: { files: 1 },
    };
    expect(await told()).toEqual(["T001 line FR-001 changed", "T002 line FR-002 renumbered"]);
    expect(await told([run("T004", approved), run("T003", review), run("T001", approved)])).toEqual(
      [
        "T001 approved FR-001 changed",
        "T002 line FR-002 renumbered",
        // It names nothing, so its approval was of the spec as a whole.
        "T004 approved FR-001 changed FR-002 renumbered",
      ],
    );
    // The spec changed elsewhere than in what the approved task names.
    test.put(specPath, spec.replace("MUST add", "MUST sum"));
    expect(await told([run("T002", approved)])).toContain("T002 approved");
  });

  it("does without what the repository's configuration says of blame", async () => {
    await test.git("config", "blame.ignoreRevsFile", "not-there");
    const canary = test.at("canary");
    await test.git("config", "diff.x.textconv", `touch ${canary}; cat`);
    test.put("repo/.gitattributes", "*.md diff=x\n");
    await test.commit("attributes");
    test.put(specPath, spec.replace("MUST add", "MUST sum"));
    expect(await told()).toHaveLength(1);
    expect(test.names(".")).not.toContain("canary");
  });

  it("has nothing to say where nothing is committed", async () => {
    test.put("repo/specs/002-new/spec.md", spec);
    test.put("repo/specs/002-new/tasks.md", tasks);
    const files = openProjectFiles(test.repo.top);
    const revisions = openRevisions(() => test.repo, files, created);
    for (const id of ["002-new", "003-gone", "../..", "kiro.x"])
      expect(await revisions.read(id, [])).toEqual([]);
  });
});

function runOf(task: string, state: object): RunSummary {
  return {
    id: `run-${task}`,
    feature: "001-money",
    task: { id: task, title: task },
    state,
  } as RunSummary;
}
