import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { listTasks } from "./tasks";

let project: string;
let printed: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "specwright-tasks-"));
  printed = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text);
    return true;
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rm(project, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(project, path)), { recursive: true });
    await writeFile(join(project, path), text);
  }
}

const list = `## Phase 1: A

- [x] T001 a
- [~] T001a b
1. [ ] **T002** [P] c (depends on T001a)
- [ ] T003 [P] d (depends on T099)
- [ ] write tests
`;

describe("specwright tasks", () => {
  it("prints each task with its state and the reason, and each line that could not be parsed", async () => {
    await write({ "specs/001-small/tasks.md": list });
    expect(await listTasks({ verb: "tasks", folder: project, feature: "001", json: false })).toBe(
      0,
    );
    expect(printed).toBe(`specs/001-small: 4 tasks, 1 done, 1 line not understood
  T001   done
  T001a  ready [~]
  T002   waits  T002 depends on T001a.
  T003   cannot start  T003 depends on T099, which is not in the list.
  T003 depends on T099, which is not in the list.
  specs/001-small/tasks.md:7  It does not begin with a task’s ID, such as T012.  - [ ] write tests
`);
  });

  it("prints the same as JSON, the lists of a change’s layers too", async () => {
    const layer = "## 1. Work\n- [ ] 1. All\n  - [ ] 1.1 Build it\n";
    await write({
      "openspec/changes/big/proposal.md": "# Why\n",
      "openspec/changes/big/backend/tasks.md": layer,
      "openspec/changes/big/frontend/tasks.md": layer,
    });
    expect(
      await listTasks({ verb: "tasks", folder: project, feature: undefined, json: true }),
    ).toBe(0);
    const { features } = JSON.parse(printed);
    expect(features).toHaveLength(1);
    expect(features[0].tasks).toMatchObject([
      { id: "backend/1.1", state: "ready", path: "openspec/changes/big/backend/tasks.md", line: 3 },
      { id: "frontend/1.1", state: "ready", path: "openspec/changes/big/frontend/tasks.md" },
    ]);
    expect(features[0].groups).toMatchObject([{ number: "1" }, { number: "1" }]);
  });

  it("names the projects below a folder that is not a project", async () => {
    await write({
      "packages/app/specs/001-a/tasks.md": list,
      "services/api/openspec/changes/x/tasks.md": "- [ ] 1.1 a\n",
      "packages/none/specs/readme.md": "",
      "node_modules/x/specs/001-a/tasks.md": list,
    });
    await expect(
      listTasks({ verb: "tasks", folder: project, feature: undefined, json: false }),
    ).rejects.toMatchObject({ detail: "Projects in it: packages/app, services/api" });
  });

  it("prints each line whose dependencies are ambiguous", async () => {
    await write({
      "specs/001-small/tasks.md": "- [ ] T001 a\n- [ ] T002 [P] b (may depend on T001)\n",
    });
    expect(
      await listTasks({ verb: "tasks", folder: project, feature: undefined, json: false }),
    ).toBe(0);
    expect(printed).toContain("2 tasks, 0 done, 1 line not understood");
    expect(printed).toContain(
      "specs/001-small/tasks.md:2  The line does not say for certain that a task waits",
    );
    expect(printed).toContain("T002  ready");
  });
});
