import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { aRun } from "../base/testing";
import { approvalObstacle, checkApproval } from "./approval";
import { decide } from "./decide";
import type { CreatedEvent, LoggedEvent, RunEvent } from "./event";
import { project, type Run, summarise } from "./projection";
import { runSummarySchema } from "./summary";
import { runWord } from "./words";

const created: CreatedEvent = {
  type: "run-created",
  format: 2,
  run: aRun("20261118-140233-T007-9f3a"),
  owner: { pid: 10, started: "1", seconds: 0 },
  feature: "001-small",
  specPath: "specs/001-small/spec.md",
  specBlob: "b".repeat(40),
  tasksPath: "specs/001-small/tasks.md",
  task: { id: "T007", title: "Round half to even", line: "- [ ] T007 Round half to even" },
  requirements: [],
  agent: { kind: "built-in" },
  model: "scripted model",
  branch: "main",
  base: "a".repeat(40),
  runBranch: "specwright/T007-round-9f3a",
  worktree: "/tmp/x",
  validations: [{ command: "node --test" }],
};
const session: RunEvent = {
  type: "session-started",
  owner: { pid: 11, started: "2", seconds: 0 },
  pid: 12,
  cols: 80,
  rows: 24,
};
const agentEnded: RunEvent = { type: "agent-ended", end: { by: "exit", code: 0 } };
const validating: RunEvent = { type: "validation-started", index: 0, command: "node --test" };
const validated: RunEvent = { type: "validation-ended", index: 0, end: { by: "exit", code: 0 } };
const ended: RunEvent = {
  type: "session-ended",
  how: "finished",
  digest: "d".repeat(64),
  bytes: 100,
  duration: 3.5,
};
const captured: RunEvent = {
  type: "change-captured",
  commit: "c".repeat(40),
  files: 2,
  added: 5,
  removed: 1,
};
const approved: RunEvent = {
  type: "approved",
  shown: "c".repeat(40),
  commit: "e".repeat(40),
  branch: "main",
  by: "A Reviewer <reviewer@example.org>",
};

const logged = (event: RunEvent, seq: number): LoggedEvent => ({
  seq,
  at: new Date(Date.UTC(2026, 10, 18, 14, 2, seq)).toISOString(),
  event,
  prev: "",
  hash: "",
});
function runOf(...events: readonly RunEvent[]): Run {
  const run = project([created, ...events].map(logged));
  if (!run) throw new Error("no run");
  return run;
}
const waits: RunEvent = { type: "waiting", by: "agent", text: "Which?" };
const reported = {
  type: "agent-reported",
  by: "agent",
  calls: 2,
  tokens: { input: 10, output: 5, cacheRead: 3, cacheWritten: 0 },
} as const;
const finished = [session, agentEnded, validating, validated, ended, captured];

describe("a run's state", () => {
  test("follows its events from preparing to approved", () => {
    const phases = finished.map((_, at) => runOf(...finished.slice(0, at + 1)).state.phase);
    expect(runOf().state.phase).toBe("preparing");
    expect(phases).toEqual(["running", "running", "running", "running", "ended", "review"]);
    expect(runOf(...finished, approved).state).toMatchObject({
      phase: "approved",
      commit: "e".repeat(40),
      validation: { result: "passed", command: "node --test" },
      recording: { digest: "d".repeat(64) },
    });
  });

  test("tells that the agent waits, as long as it does, and what it counted", () => {
    const waiting = (...events: RunEvent[]) => {
      const { state } = runOf(session, ...events);
      return state.phase === "running" ? [state.waiting, runWord(state)[0]] : undefined;
    };
    const answered: RunEvent = { type: "waiting-ended", by: "agent", how: "answered" };
    expect(waiting(waits)).toEqual([{ by: "agent", text: "Which?" }, "waiting"]);
    expect(waiting(waits, answered)).toEqual([undefined, "running"]);
    expect(waiting(waits, agentEnded)).toEqual([undefined, "running"]);
    expect(waiting(agentEnded, validating, waits)).toEqual([undefined, "validating"]);
    const run = runOf(session, reported, ...finished.slice(1));
    expect(summarise(run).tokens).toEqual(reported.tokens);
    expect(summarise(runOf(...finished)).tokens).toBeUndefined();
  });

  test("nothing that an agent or its terminal tells of itself changes what is decided", () => {
    const told = fc.constantFrom<RunEvent>(
      waits,
      { type: "waiting", by: "terminal" },
      { type: "waiting-ended", by: "terminal", how: "went-on" },
      reported,
      { type: "tool-called", by: "agent", tool: "x", seconds: 1, outcome: "ok" },
    );
    const gaps = fc.array(fc.array(told, { maxLength: 3 }), { minLength: 7, maxLength: 7 });
    fc.assert(
      fc.property(gaps, (between) => {
        const events = finished.flatMap((event, at) => [event, ...(between[at] ?? [])]);
        expect(runOf(...events).state).toEqual(runOf(...finished).state);
      }),
      { numRuns: 50 },
    );
  });

  test("a validation that was cut off counts as not run", () => {
    const run = runOf(session, agentEnded, validating, { ...ended, how: "stopped" });
    expect(run.state).toMatchObject({ how: "stopped", validation: { result: "not-run" } });
  });

  test("whatever the events and their order, what is shown of a run fits its schema", () => {
    const event = fc.constantFrom<RunEvent>(
      ...finished,
      approved,
      created,
      { type: "start-failed", reason: "x" },
      { ...ended, how: "interrupted" },
      { type: "validation-ended", index: 0, end: { by: "exit", code: 1 } },
      waits,
      { type: "waiting-ended", by: "agent", how: "answered" },
      reported,
      { type: "sent-back", note: "no", keptAs: "refs/x", by: "y" },
      { type: "discarded", keptAs: "refs/x", by: "y" },
    );
    fc.assert(
      fc.property(fc.array(event, { maxLength: 14 }), (events) => {
        const run = runOf(...events);
        runSummarySchema.parse(summarise(run));
        // No decision without a change that somebody could look at.
        if (run.state.phase === "approved")
          expect(events.map(({ type }) => type)).toEqual(
            expect.arrayContaining(["session-ended", "change-captured", "approved"]),
          );
      }),
    );
  });

  test("a log that does not begin with a created run is none", () => {
    expect(project([])).toBeUndefined();
    expect(project([logged(session, 0)])).toBeUndefined();
  });
});

describe("an approval", () => {
  test("is allowed for what was shown", () => {
    expect(() => checkApproval(runOf(...finished), "c".repeat(40))).not.toThrow();
  });

  test("is stale for anything else", () => {
    expect(() => checkApproval(runOf(...finished), "f".repeat(40))).toThrow(/Look at it again/);
  });

  test.each<[string, readonly RunEvent[], RegExp]>([
    ["a run that goes on", [session], /Only a run in review/],
    ["a stopped run", [session, { ...ended, how: "stopped" }, captured], /was stopped/],
    ["an interrupted run", [session, { ...ended, how: "interrupted" }, captured], /interrupted/],
    [
      "a failed set-up",
      [
        session,
        { type: "set-up-started", command: "npm ci" },
        { type: "set-up-ended", end: { by: "exit", code: 4 } },
        ended,
        captured,
      ],
      /set-up ended with exit code 4, so the agent was not started/,
    ],
    [
      "a failed agent",
      [session, { type: "agent-ended", end: { by: "exit", code: 1 } }, ended, captured],
      /exit code 1/,
    ],
    [
      "a failed validation",
      [
        session,
        agentEnded,
        validating,
        { type: "validation-ended", index: 0, end: { by: "exit", code: 1 } },
        ended,
        captured,
      ],
      /validation failed/,
    ],
    ["a validation that did not run", [session, agentEnded, ended, captured], /did not run/],
    [
      "a run that changed nothing",
      [session, agentEnded, validating, validated, ended, { ...captured, files: 0 }],
      /changed no files/,
    ],
    [
      "a run without an agent's end",
      [session, ended, captured],
      /Nobody knows how the agent ended/,
    ],
    ["an approved run", [...finished, approved], /Only a run in review/],
  ])("is refused for %s", (_name, events, words) => {
    const run = runOf(...events);
    expect(approvalObstacle(run)).toMatch(words);
    expect(() => checkApproval(run, "c".repeat(40))).toThrow(words);
  });
});

test("an agent's work that a person took for finished is judged by its validation alone", () => {
  const killed: RunEvent = { type: "agent-ended", end: { by: "signal", signal: "SIGINT" } };
  const run = (...events: RunEvent[]) => runOf(session, ...events).state;
  expect(runWord(run(waits, { type: "finish-asked" }))[0]).toBe("finishing");
  expect(run(waits, { type: "finish-asked" })).not.toHaveProperty("waiting");
  const rest = [validating, validated, ended, captured];
  expect(
    approvalObstacle({ state: run({ type: "finish-asked" }, killed, ...rest) }),
  ).toBeUndefined();
  expect(runWord(run({ type: "finish-asked" }, killed, ...rest))[0]).toBe("review");
  expect(approvalObstacle({ state: run(killed, ...rest) })).toMatch(/signal SIGINT/);
  // Too late: it had ended by then.
  expect(
    approvalObstacle({ state: run(killed, validating, { type: "finish-asked" }, ended) }),
  ).toBeDefined();
});

test("only a run in review is sent back or discarded, and only an ended one captured", () => {
  const commands = [
    { type: "send-back", note: "Again", keptAs: "refs/x", by: "y" },
    { type: "discard", keptAs: "refs/x", by: "y" },
  ] as const;
  for (const command of commands) {
    expect(() => decide(runOf(session), command)).toThrow(/in review/);
    expect(decide(runOf(...finished), command)).toMatchObject({ keptAs: "refs/x" });
  }
  const capture = {
    type: "capture",
    commit: "c",
    files: 0,
    added: 0,
    removed: 0,
    leftOut: [],
  } as const;
  expect(() => decide(runOf(session), capture)).toThrow(/not ended/);
  expect(decide(runOf(session, ended), capture)).toMatchObject({ type: "change-captured" });
});
