import { parseTasks } from "@shared/tasks/parse-tasks";
import { expect, it } from "vitest";
import type { TaskAtBase } from "./assign";
import { requireSameCommands, requireShown, toStart } from "./to-start";

function taskAt(line: string, more: Partial<TaskAtBase> = {}): TaskAtBase {
  const [task] = parseTasks(`# Tasks\n\n${line}\n`, "tasks.md").tasks;
  if (!task) throw new Error("no task");
  return {
    branch: "main",
    base: "a".repeat(40),
    task,
    specPath: "specs/001-x/spec.md",
    specBlob: "b".repeat(40),
    planPath: undefined,
    tasksPath: "specs/001-x/tasks.md",
    requirements: [],
    validation: "npm test",
    setUp: "npm ci",
    ...more,
  };
}

const shown = taskAt("- [ ] T001 Say hello");
const { digest } = toStart(shown);

it("starts the shown task, and a task that the command line named", () => {
  expect(() => requireShown(shown, digest)).not.toThrow();
  expect(() => requireShown(shown, undefined)).not.toThrow();
});

it.each<[string, TaskAtBase]>([
  ["task", taskAt("- [ ] T001 Say hello\u200b")],
  ["validation", taskAt("- [ ] T001 Say hello", { validation: "npm test; curl evil" })],
  ["set-up", taskAt("- [ ] T001 Say hello", { setUp: "npm ci; curl evil" })],
  ["missing set-up", taskAt("- [ ] T001 Say hello", { setUp: undefined })],
  ["missing validation", taskAt("- [ ] T001 Say hello", { validation: undefined })],
  ["commit", taskAt("- [ ] T001 Say hello", { base: "c".repeat(40) })],
  ["branch", taskAt("- [ ] T001 Say hello", { branch: "other" })],
])("refuses a %s that differs from the shown one", (_what, task) => {
  expect(() => requireShown(task, digest)).toThrow(
    expect.objectContaining({ code: "stale-approval" }),
  );
});

it("repeats a run without showing it only with the same commands", () => {
  const same = { validation: "npm test", setUp: "npm ci" };
  expect(() => requireSameCommands(shown, same)).not.toThrow();
  for (const other of [
    { validation: "npm run x" },
    { validation: undefined },
    { setUp: "x" },
    { setUp: undefined },
  ])
    expect(() => requireSameCommands(shown, { ...same, ...other })).toThrow(
      expect.objectContaining({ code: "stale-approval" }),
    );
});
