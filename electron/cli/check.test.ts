import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { check } from "./check";

let project: string;
let printed: string;
beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), "specwright-check-"));
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

const run = (
  format: "text" | "json" | "sarif" = "text",
  { folder = project, feature = undefined as string | undefined } = {},
) => check({ verb: "check", folder, feature, format });

const story =
  "### User Story 1 - Hello\n\n1. **Given** a, **When** b, **Then** c.\n\n## Requirements\n\n";
const tasks = "## Phase 1: User Story 1\n\n- [ ] T001 [US1] Say hello (FR-001)\n";

describe("specwright check", () => {
  it("says that nothing was found, and the coverage", async () => {
    await write({
      "specs/001-small/spec.md": `${story}- **FR-001**: It MUST say hello, see [the code](../../src/a.ts) and [all](../../README.md).\n`,
      "specs/001-small/tasks.md": tasks,
      "src/a.ts": "",
      "README.md": "",
    });
    expect(await run()).toBe(0);
    expect(printed).toBe(
      "specs/001-small: 1 of 1 requirements have a task (100 %).\nNothing found.\n",
    );
  });

  it("prints findings by document and line, and fails for a critical or high one", async () => {
    await write({
      "specs/001-small/spec.md": `${story}- **FR-001**: It MUST be fast, see [b](../../src/b.ts).\n- **FR-001**: c\n`,
      "specs/001-small/tasks.md": tasks,
      "specs/002-other/spec.md": "# Other\n",
    });
    expect(await run()).toBe(1);
    expect(printed.split("\n")).toEqual([
      expect.stringMatching(
        /^specs\/001-small\/spec\.md:7:26 MEDIUM “fast” in FR-001 .* — Say how/,
      ),
      expect.stringMatching(/^specs\/001-small\/spec\.md:7:40 MEDIUM src\/b\.ts is not there\. — /),
      expect.stringMatching(
        /^specs\/001-small\/spec\.md:8:5 HIGH FR-001 stands on line 7 as well\. — /,
      ),
      "specs/001-small: 2 of 2 requirements have a task (100 %).",
      "3 findings: 1 HIGH, 2 MEDIUM.",
      "",
    ]);
  });

  it("passes with only lower findings", async () => {
    await write({ "specs/001-small/spec.md": `${story}- **FR-001**: It MUST be fast.\n` });
    expect(await run()).toBe(0);
    expect(printed).toContain("1 finding: 1 MEDIUM.");
  });

  it("judges one feature, by its name or by its folder", async () => {
    await write({
      "specs/001-small/spec.md": "- **FR-001**: a [NEEDS CLARIFICATION: b?]\n",
      "specs/002-other/spec.md": "# Other\n",
    });
    for (const feature of ["002", "002-other"]) expect(await run("text", { feature })).toBe(0);
    expect(await run("text", { folder: join(project, "specs/002-other") })).toBe(0);
    expect(await run("text", { folder: join(project, "specs") })).toBe(1);
    await expect(run("text", { feature: "003" })).rejects.toThrow("There is no feature 003");
  });

  it("judges the constitution, and plans against it", async () => {
    await write({
      ".specify/memory/constitution.md":
        "# [PROJECT_NAME] Constitution\n\n## Core Principles\n\n### I. Tests\n",
      "specs/001-small/spec.md": "# Small\n",
      "specs/001-small/plan.md": "# Plan\n",
    });
    expect(await run()).toBe(1);
    expect(printed).toContain(
      ".specify/memory/constitution.md:1:3 HIGH The template’s [PROJECT_NAME]",
    );
    expect(printed).toContain("plan.md:1:1 HIGH The plan has no Constitution Check.");
  });

  it("prints JSON and SARIF for programs", async () => {
    await write({
      "specs/001-small/spec.md": "# S\n\n- **FR-001**: a\u0007 [NEEDS CLARIFICATION]\n",
    });
    expect(await run("json")).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({
      ok: false,
      checked: [
        {
          subject: "specs/001-small",
          leftOut: 0,
          coverage: { kind: "unknown", why: "no-tasks" },
          findings: [{ rule: "no-scenario" }, { rule: "open-question" }],
        },
      ],
    });
    printed = "";
    expect(await run("sarif")).toBe(1);
    expect(JSON.parse(printed)).toMatchObject({ version: "2.1.0", runs: [{ results: [{}, {}] }] });
  });

  it("refuses a missing folder, or one without specs", async () => {
    await expect(run("text", { folder: join(project, "none") })).rejects.toThrow(
      "There is no folder",
    );
    await expect(run()).rejects.toThrow("has no specs folder");
  });
});
