import { aRun } from "@shared/base/testing";
import type { RunState, RunSummary } from "@shared/runs/summary";
import { describe, expect, it } from "vitest";
import { neighbour, tileOrder } from "./tile-order";

const running: RunState = { phase: "running", step: "agent", pid: 1 };
const waiting: RunState = { ...running, waiting: { by: "terminal" } };

function runOf(name: string, createdAt: string, state: RunState): RunSummary {
  return {
    id: aRun(name),
    state,
    feature: "001-a",
    task: { id: name, title: "" },
    requirements: [],
    agent: { kind: "built-in" },
    model: "",
    branch: "main",
    base: "",
    runBranch: "",
    worktree: "",
    validations: [],
    createdAt,
    updatedAt: "",
  };
}

const first = runOf("a", "2026-01-01T00:00:00Z", running);
const second = runOf("b", "2026-01-02T00:00:00Z", running);
const third = runOf("c", "2026-01-03T00:00:00Z", waiting);

describe("tiles", () => {
  it("have the runs that wait first, then those that started first", () => {
    expect(tileOrder([second, third, first])).toEqual([third, first, second]);
  });

  it("stay where they are while the person types, and new ones come last", () => {
    expect(tileOrder([third, second, first], [second.id, first.id])).toEqual([
      second,
      first,
      third,
    ]);
  });

  it("are left by arrows as far as there are tiles", () => {
    expect(neighbour("ArrowRight", 0, 6)).toBe(1);
    expect(neighbour("ArrowRight", 2, 6)).toBeUndefined();
    expect(neighbour("ArrowDown", 1, 6)).toBe(4);
    expect(neighbour("ArrowDown", 2, 5)).toBeUndefined();
    expect(neighbour("ArrowUp", 0, 6)).toBeUndefined();
    expect(neighbour("x", 0, 6)).toBeUndefined();
  });
});
