import { describe, expect, it } from "vitest";
import { parseTasks } from "../tasks/parse-tasks";
import { startTogether } from "./start-together";

const list = parseTasks(
  [
    "- [ ] T001 [P] Read tables in src/a.ts",
    "- [ ] T002 [P] Write tables in src/b.ts",
    "- [ ] T003 [P] Count tables in src/a.ts",
    "- [ ] T004 [P] Show tables (depends on T001)",
    "",
  ].join("\n"),
);

describe("several chosen tasks", () => {
  it("start together unless they depend on each other or write the same file", () => {
    const { now, later } = startTogether("001-a", ["T001", "T002", "T003", "T004"], list, []);
    expect(now).toEqual(["T001", "T002"]);
    expect(later).toEqual([
      { task: "T003", why: "T001 works on src/a.ts.", mayInsist: false },
      { task: "T004", why: "T004 depends on T001.", mayInsist: true },
    ]);
  });

  it("wait for the files of runs that go on, and not for tasks that were not chosen", () => {
    const run = {
      feature: "001-a",
      task: { id: "T001", title: "" },
      agent: { kind: "built-in" },
      state: { phase: "preparing" },
    } as const;
    expect(startTogether("001-a", ["T003"], list, []).now).toEqual(["T003"]);
    expect(startTogether("001-a", ["T002", "T003"], list, [run])).toEqual({
      now: ["T002"],
      later: [{ task: "T003", why: "T001 works on src/a.ts.", mayInsist: false }],
    });
  });
});
