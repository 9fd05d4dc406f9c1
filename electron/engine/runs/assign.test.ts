import { inFolder } from "@shared/specs/inner-project";
import { tickTask } from "@shared/tasks/tick-task";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openProjectFiles } from "../files/project-files";
import { type TestRepository, testRepository } from "../git/testing";
import { tickBytes } from "../git/tick-bytes";
import { readFeatures } from "../projects/features";
import { readTaskAtBase } from "./assign";

let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({
    ".kiro/specs/auth/requirements.md": "# Requirements\n",
    ".kiro/specs/auth/design.md": "# Design\n",
    ".kiro/specs/auth/tasks.md": "- [ ] 1. Auth\n  - [ ] 1.1 Log in\n- [ ] Write about it\n",
    "openspec/changes/limits/proposal.md": "# Limits\n",
    "openspec/changes/limits/tasks.md": "## 1. Limits\n- [ ] 1.1 Count\n",
  });
});
afterEach(() => test.dispose());

const read = async (feature: string, task: string) => {
  const features = await readFeatures(openProjectFiles(test.repo.top));
  const found = features.find(({ id }) => id === feature);
  if (!found) throw new Error(`no ${feature}`);
  const commit = await test.git("rev-parse", "HEAD");
  return readTaskAtBase(test.repo, { kind: "branch", name: "main", commit }, found, task);
};

describe("readTaskAtBase", () => {
  it("knows the documents of OpenSpec and Kiro for an agent", async () => {
    expect(await read("kiro.auth", "1.1")).toMatchObject({
      specPath: ".kiro/specs/auth/requirements.md",
      planPath: ".kiro/specs/auth/design.md",
      tasksPath: ".kiro/specs/auth/tasks.md",
      task: { id: "1.1", raw: "  - [ ] 1.1 Log in" },
    });
    expect(await read("openspec-change.limits", "1.1")).toMatchObject({
      specPath: "openspec/changes/limits/proposal.md",
      planPath: undefined,
    });
  });

  it("reads the project's set-up command from the commit", async () => {
    expect((await read("kiro.auth", "1.1")).setUp).toBeUndefined();
    test.put("repo/.specwright/setup", "\nnpm ci\n");
    expect((await read("kiro.auth", "1.1")).setUp).toBeUndefined();
    await test.commit("set-up");
    expect((await read("kiro.auth", "1.1")).setUp).toBe("npm ci");
    test.put("repo/.specwright/setup", " \n");
    await test.commit("none");
    expect((await read("kiro.auth", "1.1")).setUp).toBeUndefined();
    test.put("repo/.specwright/setup", "x".repeat(8001));
    await test.commit("too long");
    await expect(read("kiro.auth", "1.1")).rejects.toMatchObject({
      message: expect.stringContaining(".specwright/setup"),
    });
  });

  it("reads the set-up command of the project's own folder in a repository with several projects", async () => {
    const files = {
      "packages/app/specs/001-x/spec.md": "# Feature Specification: X\n",
      "packages/app/specs/001-x/tasks.md": "- [ ] T001 Do it\n",
      "packages/app/.specwright/setup": "make app\n",
      ".specwright/setup": "make all\n",
    };
    for (const [path, text] of Object.entries(files)) test.put(`repo/${path}`, text);
    const commit = await test.commit("an inner project");
    const inner = "packages/app";
    const [found] = await readFeatures(openProjectFiles(test.at(`repo/${inner}`)));
    if (!found) throw new Error("no feature");
    const feature = { ...found, folder: inFolder(inner, found.folder) };
    const branch = { kind: "branch", name: "main", commit } as const;
    expect((await readTaskAtBase(test.repo, branch, feature, "T001")).setUp).toBe("make app");
  });

  it("refuses a task without a number, and one whose number several tasks have", async () => {
    for (const task of ["line 3", "1"])
      await expect(read("kiro.auth", task)).rejects.toMatchObject({ code: "task-missing" });
  });

  it("reports that the folder of the specs is a link", async () => {
    test.put("repo/docs/specs/001-rates/spec.md", "# Rates\n");
    test.put("repo/docs/specs/001-rates/tasks.md", "- [ ] T001 Do it\n");
    test.link("repo/specs", "docs/specs");
    await test.commit("a link");
    const found = read("001-rates", "T001");
    await expect(found).rejects.toMatchObject({
      message: expect.stringMatching(/^specs is a link on main/),
    });
  });

  it("gives a tick that changes one byte", async () => {
    const { tasksPath } = await read("kiro.auth", "1.1");
    const bytes = Buffer.from(test.read(`repo/${tasksPath}`));
    const ticked = tickBytes(bytes, "1.1", (text, task) => tickTask(text, task, tasksPath));
    expect(ticked?.toString()).toBe("- [ ] 1. Auth\n  - [x] 1.1 Log in\n- [ ] Write about it\n");
  });
});
