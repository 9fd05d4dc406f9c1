import { resolve } from "node:path";
import { projectSnapshotSchema } from "@shared/contracts/project";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { inspect } from "../git/inspect";
import { type TestRepository, testRepository } from "../git/testing";
import { createSample, firstCommit, initialise } from "./create";
import { projectId, readProject, readUncommitted } from "./open";

const resources = resolve("resources");
let test: TestRepository;
beforeEach(async () => {
  test = await testRepository({ "README.md": "x\n" });
});
afterEach(() => test.dispose());

async function read(folder: string) {
  const repo = { ...(await inspect(test.at(folder))), trusted: false } as const;
  const project = await readProject(repo, { trusted: false });
  return { ...project, uncommitted: [...(await readUncommitted(repo, undefined))] };
}

describe("readProject", () => {
  it("reads features by number, their documents in the order of the work, and progress", async () => {
    const folder = "repo/specs/002-money";
    test.put(`${folder}/spec.md`, "---\nx: 1\n---\n# Feature Specification: Money, rounded\n");
    test.put(
      `${folder}/tasks.md`,
      "- [x] T001 a\n- [X] T002 b\n- [ ] T003 c\n- [ ] no ID\n```\n- [ ] T004 code\n```\n",
    );
    for (const name of ["zebra", "quickstart", "data-model", "research", "plan"])
      test.put(`${folder}/${name}.md`, "");
    test.put(`${folder}/checklists/b.md`, "");
    test.put(`${folder}/checklists/a.md`, "");
    test.put(`${folder}/contracts/api.md`, "");
    test.put(`${folder}/contracts/api.yaml`, "");
    test.put("repo/specs/010-late/plan.md", "");
    test.put("repo/specs/1000-later/spec.md", "# [FEATURE NAME]\n");
    test.put("repo/specs/20260102-030405-by-time/spec.md", "# By time\n");
    test.put("repo/specs/notes/spec.md", "# No feature\n");
    test.put("repo/specs/003-back\\slash/spec.md", "# Not a project path\n");
    test.put("repo/.specify/memory/constitution.md", "# C\n");
    const project = await read("repo");
    expect(projectSnapshotSchema.safeParse({ ...project, revision: 0 }).success).toBe(true);
    expect(project).toMatchObject({
      name: "repo",
      path: test.at("repo"),
      trusted: false,
      constitution: ".specify/memory/constitution.md",
      branch: { kind: "branch", name: "main" },
    });
    expect(project.uncommitted).toContain("specs/002-money/checklists/a.md");
    expect(project.features.map(({ number, title }) => `${number} ${title}`)).toEqual([
      "002 Money, rounded",
      "010 Late",
      "1000 Later",
      "20260102-030405 By time",
    ]);
    const [money] = project.features;
    expect(money).toMatchObject({ id: "002-money", tasksDone: 2, tasksTotal: 3 });
    expect(money?.documents.map(({ title }) => title)).toEqual([
      "Spec",
      "Plan",
      "Tasks",
      "Research",
      "Data model",
      "Quickstart",
      "A checklist",
      "B checklist",
      "Api",
      "Zebra",
    ]);
  });

  it("reads OpenSpec's and Kiro's folders, after its own", async () => {
    test.put("repo/specs/001-own/spec.md", "# Own\n");
    const change = "repo/openspec/changes/add-limits";
    test.put(`${change}/tasks.md`, "## 1. Limits\n- [x] 1.1 a\n- [ ] 1.2 b\n");
    test.put(`${change}/proposal.md`, "# Change: whatever\n");
    test.put(`${change}/specs/rate-limits/spec.md`, "## ADDED Requirements\n");
    test.put("repo/openspec/changes/archive/2026-01-02-old/proposal.md", "# Old\n");
    test.put("repo/openspec/specs/rate-limits/spec.md", "# rate-limits Specification\n");
    test.folder("repo/openspec/specs/empty");
    test.put("repo/.kiro/specs/user-auth/requirements.md", "# Requirements Document\n");
    test.put("repo/.kiro/specs/user-auth/design.md", "# Design\n");
    test.put("repo/.kiro/steering/product.md", "# Product\n");
    const project = await read("repo");
    expect(projectSnapshotSchema.safeParse({ ...project, revision: 0 }).success).toBe(true);
    expect(project.features.map(({ id, title }) => [id, title])).toEqual([
      ["001-own", "Own"],
      ["openspec-change.add-limits", "Add limits"],
      ["openspec-spec.rate-limits", "Rate limits"],
      ["kiro.user-auth", "User auth"],
    ]);
    const [, limits, , auth] = project.features;
    expect(limits).toMatchObject({
      folder: "openspec/changes/add-limits",
      tasksDone: 1,
      tasksTotal: 2,
      progress: { step: "implement", phases: [{ title: "1. Limits", done: 1, total: 2 }] },
    });
    expect(limits?.documents.map(({ title }) => title)).toEqual([
      "Proposal",
      "Tasks",
      "Rate limits spec",
    ]);
    expect(auth?.documents.map(({ title }) => title)).toEqual(["Requirements", "Design"]);
  });

  it("reads a project without specs", async () => {
    const project = await read("repo");
    expect(project.features).toEqual([]);
    expect(project).not.toHaveProperty("constitution");
  });

  it("does not read specs that lead out of the project", async () => {
    test.put("elsewhere/001-a/spec.md", "# Secret\n");
    test.link("repo/specs", "../elsewhere");
    expect((await read("repo")).features).toEqual([]);
  });

  it("gives all working trees of a repository one name", async () => {
    await test.git("worktree", "add", "--quiet", "-b", "other", test.at("Other tree"));
    const id = projectId(test.repo);
    expect(id).toMatch(/^repo-[0-9a-f]{10}$/);
    expect(projectId(await inspect(test.at("Other tree")))).toBe(id);
  });
});

describe("createSample", () => {
  it("makes a clean repository with a history, by the person", async () => {
    const top = await createSample(`${resources}/sample`, test.at("new/sample"));
    const project = await read("new/sample");
    expect(project.path).toBe(top);
    expect(project.uncommitted).toEqual([]);
    expect(project.branch).toMatchObject({ kind: "branch", name: "main" });
    expect(project.features.length).toBeGreaterThan(0);
    expect(project.constitution).toBeDefined();
    expect(await test.git("-C", top, "log", "--format=%an: %s")).toBe(
      "Test Person: Specify and plan the first feature\nTest Person: Agree on a constitution\nTest Person: Start the program",
    );
    expect(await test.git("-C", top, "status", "--porcelain", "--ignored")).toBe("");
    expect(await test.git("-C", top, "fsck", "--strict")).toBe("");
  });

  it("refuses a folder that holds something, and touches nothing in it", async () => {
    const before = test.fingerprint("repo");
    await expect(createSample(`${resources}/sample`, test.at("repo"))).rejects.toMatchObject({
      code: "not-empty",
    });
    expect(test.fingerprint("repo")).toBe(before);
    const file = createSample(`${resources}/sample`, test.at("repo/README.md"));
    await expect(file).rejects.toMatchObject({ code: "not-a-folder" });
  });

  it("leaves an empty folder when it fails", async () => {
    test.folder("target");
    await expect(createSample(test.at("nowhere"), test.at("target"))).rejects.toMatchObject({
      code: "cannot-write",
    });
    expect(test.names("target")).toEqual([]);
  });
});

describe("a folder on its way to a project", () => {
  it("becomes a repository, then one with a commit, and keeps its files", async () => {
    test.put("plain/notes.md", "x\n");
    await initialise(test.at("plain"));
    await expect(read("plain")).rejects.toMatchObject({ code: "no-commits" });
    await firstCommit(test.at("plain"));
    expect(await read("plain")).toMatchObject({ uncommitted: ["notes.md"], features: [] });
    await expect(initialise(test.at("gone"))).rejects.toMatchObject({ code: "folder-missing" });
  });
});
