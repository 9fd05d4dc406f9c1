import { execFile } from "node:child_process";
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { isSpecFile } from "@shared/specs/folders";
import { placeOf } from "@shared/specs/formats";
import { folderOfProject } from "@shared/specs/inner-project";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { inspect } from "../git/inspect";
import { readTaskAtBase } from "../runs/assign";
import { findProjects } from "./inner-projects";
import { readProject } from "./open";
import { featureInProject, featureWithin, projectFolder } from "./project-folder";
import { openHistory } from "./spec-history";
import { readTaskList } from "./task-list";

const run = promisify(execFile);

let top: string;
beforeEach(async () => {
  top = await realpath(await mkdtemp(join(tmpdir(), "specwright-monorepo-")));
  await run("git", ["init", "-q", "-b", "main", top]);
  await write({
    "packages/app/specs/001-rates/spec.md":
      "# Feature Specification: Rates\n\n- **FR-001**: It MUST read.\n",
    "packages/app/specs/001-rates/tasks.md": "- [ ] T001 One (FR-001)\n- [ ] T002 [P] Two\n",
    "packages/app/.specify/memory/constitution.md": "# Constitution\n",
    "packages/app/src/specs/words.ts": "",
    "packages/lib/openspec/changes/limits/proposal.md": "# Why\n",
    "packages/lib/openspec/changes/limits/tasks.md": "- [ ] 1.1 One\n",
    "packages/none/src/a.ts": "",
    "specs/readme.md": "",
  });
  await run("git", ["-C", top, "add", "-A"]);
  await run("git", [
    "-C",
    top,
    "-c",
    "user.name=A",
    "-c",
    "user.email=a@b",
    "commit",
    "-qm",
    "first",
  ]);
});
afterEach(() => rm(top, { recursive: true, force: true }));

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(top, path)), { recursive: true });
    await writeFile(join(top, path), text);
  }
}

describe("a repository of several projects", () => {
  it("is opened at the nearest folder with specs of its own", async () => {
    const at = (folder: string) => projectFolder(top, join(top, folder));
    expect(await at("")).toBe("");
    expect(await at("packages")).toBe("");
    expect(await at("packages/none/src")).toBe("");
    expect(await at("packages/app")).toBe("packages/app");
    expect(await at("packages/app/specs/001-rates")).toBe("packages/app");
    expect(await at("packages/lib")).toBe("packages/lib");
    await symlink(join(top, "packages/app"), join(top, "link"));
    expect(await at("link")).toBe("packages/app");
    expect(await findProjects(top)).toEqual(["packages/app", "packages/lib"]);
  });

  it("shows the features of the project in the folder, at paths of the repository", async () => {
    const repo = { ...(await inspect(join(top, "packages/app"))), trusted: true };
    expect(repo.top).toBe(top);
    const project = await readProject(repo, { trusted: true, within: "packages/app" });
    expect(project).toMatchObject({
      name: "app",
      path: join(top, "packages/app"),
      within: "packages/app",
      constitution: "packages/app/.specify/memory/constitution.md",
    });
    const [feature, ...more] = project.features;
    if (feature === undefined) throw new Error("no feature");
    expect(more).toEqual([]);
    expect(feature).toMatchObject({
      id: "packages~app~001-rates",
      number: "001",
      title: "Rates",
      folder: "packages/app/specs/001-rates",
      tasksTotal: 2,
    });
    expect(feature.documents.map(({ path }) => path)).toEqual([
      "packages/app/specs/001-rates/spec.md",
      "packages/app/specs/001-rates/tasks.md",
    ]);
    expect(folderOfProject(feature)).toBe("packages/app");
    expect(featureWithin("packages/app", featureInProject("packages/app", feature))).toEqual(
      feature,
    );

    const list = await readTaskList(openProjectFiles(top), feature);
    expect(list.tasks.map(({ id }) => id)).toEqual(["T001", "T002"]);
    const task = await readTaskAtBase(repo, project.branch, feature, "T001");
    expect(task).toMatchObject({
      specPath: "packages/app/specs/001-rates/spec.md",
      tasksPath: "packages/app/specs/001-rates/tasks.md",
      requirements: [{ id: "FR-001" }],
    });
  });

  it("commits the documents of that project only", async () => {
    await write({ "packages/app/specs/001-rates/plan.md": "a", "packages/lib/openspec/x.md": "b" });
    const repo = { ...(await inspect(top)), trusted: true };
    const history = openHistory(() => repo, openProjectFiles(top), "packages/app");
    const { documents } = await history.uncommitted();
    expect(documents.map(({ path }) => path)).toEqual(["packages/app/specs/001-rates/plan.md"]);
    expect(isSpecFile("packages/app/src/specs/words.ts", "packages/app")).toBe(false);
  });

  it("knows the format of a document by its place in the project", () => {
    expect(placeOf("packages/lib/openspec/changes/limits/tasks.md")).toMatchObject({
      format: "openspec-change",
      folder: "packages/lib/openspec/changes/limits",
    });
    expect(placeOf("a/openspec/changes/archive/2026-01-01-x/tasks.md")).toMatchObject({
      folder: "a/openspec/changes/archive/2026-01-01-x",
      inner: [],
    });
    expect(placeOf("README.md")).toBeUndefined();
  });
});
