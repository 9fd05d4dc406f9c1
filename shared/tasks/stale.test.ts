import { expect, it } from "vitest";
import type { TaskRevision } from "../contracts/revision";
import { staleNotes, stalenessOf } from "./stale";

const revision: TaskRevision = {
  task: "T001",
  rests: "line",
  commit: "0123456789",
  changes: [{ kind: "changed", id: "FR-004", was: "a", now: "b" }],
};
const two: TaskRevision = {
  ...revision,
  rests: "approved",
  changes: [...revision.changes, { kind: "renumbered", id: "FR-005", to: "FR-006", was: "c" }],
};

it("marks finished work as stale, and names the change for open work", () => {
  expect(stalenessOf(revision, false)).toEqual({
    word: "FR-004 changed since",
    sentence: "The task’s line is from 0123456: FR-004 changed since.",
  });
  expect(stalenessOf(two, true)).toEqual({
    word: "stale",
    sentence: "The approved change rests on the spec at 0123456: FR-004 changed since, and 1 more.",
  });
  expect(stalenessOf(two, false)?.word).toBe("spec changed since");
  expect(stalenessOf({ ...revision, changes: [] }, true)).toBeUndefined();
});

it("tells the spec which tasks rest on its older text", () => {
  expect(
    staleNotes([revision, { ...two, task: "T002" }, { ...two, task: "T003", changes: [] }]),
  ).toEqual([
    {
      id: "FR-004",
      change: "FR-004 changed.",
      tasks: "T001 and T002 with its approval rest on the old text.",
    },
    {
      id: "FR-005",
      change: "FR-005 is FR-006 now.",
      tasks: "T002 with its approval rests on the old text.",
    },
  ]);
});
