import { runIdSchema } from "../base/ids";
import type { CreatedEvent, LoggedEvent, RunEvent } from "./event";
import { project, type Run } from "./projection";

/** The first event of a run; what a test is not about is something plain. */
export const createdEvent = (about: Partial<CreatedEvent> = {}): CreatedEvent => ({
  type: "run-created",
  format: 2,
  run: runIdSchema.parse("r1"),
  owner: { pid: 1, started: "", seconds: 0 },
  feature: "001-demo",
  specPath: "specs/001-demo/spec.md",
  specBlob: "0".repeat(40),
  tasksPath: "specs/001-demo/tasks.md",
  task: { id: "T001", title: "Do it", line: "- [ ] T001 Do it" },
  requirements: [],
  agent: { kind: "built-in" },
  model: "scripted model",
  branch: "main",
  base: "0".repeat(40),
  runBranch: "specwright/T001",
  worktree: "/nowhere",
  validations: [],
  ...about,
});

/** Events as a log has them, one a second; they are chained to nothing. */
export const logOf = (...events: readonly RunEvent[]): LoggedEvent[] =>
  events.map((event, seq) => ({
    seq,
    at: new Date(Date.UTC(2026, 0, 1) + seq * 1000).toISOString(),
    event,
    prev: "",
    hash: "",
  }));

/** The run that these events tell; the first is `created`. */
export function runOf(...events: readonly RunEvent[]): Run {
  const run = project(logOf(...events));
  if (run === undefined) throw new Error("These events do not begin a run.");
  return run;
}
