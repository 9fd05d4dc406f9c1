// What format 2 has events for: queue, permissions, gates, a list of validations.
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { approvalObstacle } from "./approval";
import { decide, type RunCommand } from "./decide";
import { type RunEvent, runEventSchema } from "./event";
import { type Run, summarise } from "./projection";
import { createdEvent, runOf } from "./run.fixture";
import { sessionEvents } from "./session-events";
import { runSummarySchema } from "./summary";
import { runWord } from "./words";

const started: RunEvent = {
  type: "session-started",
  owner: { pid: 1, started: "", seconds: 0 },
  pid: 2,
  cols: 80,
  rows: 24,
};
const agentEnded: RunEvent = { type: "agent-ended", end: { by: "exit", code: 0 } };
const ended: RunEvent = {
  type: "session-ended",
  how: "finished",
  digest: "d",
  bytes: 1,
  duration: 1,
};
const captured: RunEvent = { type: "change-captured", commit: "c", files: 1, added: 1, removed: 0 };
const person = "A Reviewer <reviewer@example.org>";

/** The run after some commands, each decided on what those before it made of it. */
function having(begun: readonly RunEvent[], ...commands: readonly RunCommand[]): Run {
  const events = [...begun];
  for (const command of commands) {
    const event = runEventSchema.parse(decide(runOf(createdEvent(), ...events), command));
    events.push(event);
  }
  const run = runOf(createdEvent(), ...events);
  expect(runSummarySchema.parse(summarise(run))).toEqual(summarise(run));
  return run;
}

describe("a run in a queue", () => {
  const wait: RunCommand = { type: "queue", waitsFor: { what: "place", most: 4 } };

  it("says what it waits for, and is prepared when it leaves", () => {
    expect(having([], wait).state).toEqual({ phase: "queued", waitsFor: wait.waitsFor });
    expect(runWord(having([], wait).state)[0]).toBe("queued");
    const later: RunCommand = { type: "queue", waitsFor: { what: "tasks", tasks: ["T001"] } };
    expect(having([], wait, later).state).toMatchObject({ waitsFor: later.waitsFor });
    expect(having([], wait, { type: "leave-queue" }).state).toEqual({ phase: "preparing" });
  });

  it("can fail to start, and its working tree is made only once it has left", () => {
    const failed = having([], wait, { type: "fail-start", reason: "cancelled" });
    expect(failed.state).toEqual({ phase: "start-failed", reason: "cancelled" });
    const tree = { path: "/x", device: "1", inode: "2" };
    expect(() => having([], wait, { type: "keep-tree", tree })).toThrow();
    expect(() => having([started], wait)).toThrow(/has not started/);
    expect(() => having([], { type: "leave-queue" })).toThrow(/does not wait/);
  });
});

describe("a permission", () => {
  const ask: RunCommand = {
    type: "ask-permission",
    ask: { id: "q1", tool: "bash", command: "npm i" },
  };
  const allow: RunCommand = {
    type: "answer-permission",
    id: "q1",
    answer: "allowed",
    by: { kind: "person", name: person },
  };

  it("is open until somebody answers, once", () => {
    expect(summarise(having([started], ask)).permissions).toEqual([ask.ask]);
    const answered = having([started], ask, allow);
    expect(summarise(answered)).not.toHaveProperty("permissions");
    expect(answered.session.permissions).toEqual([
      { stands: "answered", ask: ask.ask, answer: "allowed", by: allow.by },
    ]);
    expect(() => having([started], ask, allow, allow)).toThrow(/does not wait/);
    expect(() => having([started], allow)).toThrow(/does not wait/);
    expect(() => having([started], ask, ask)).toThrow(/already/);
  });

  it("is answered by a person or a rule, and by nothing else", () => {
    const rule = { ...allow, by: { kind: "rule", name: "no network" } } as const;
    expect(having([started], ask, rule).session.permissions[0]).toMatchObject({ by: rule.by });
    const answer = { type: "permission-answered", id: "q1", answer: "allowed" };
    expect(runEventSchema.safeParse({ ...answer, by: { kind: "agent" } }).success).toBe(false);
    expect(runEventSchema.safeParse(answer).success).toBe(false);
  });

  it("that nobody answered allows nothing once the agent has ended", () => {
    const asked = decide(runOf(createdEvent(), started), ask);
    for (const end of [agentEnded, ended]) {
      const run = runOf(createdEvent(), started, asked, end);
      expect(run.session.permissions).toEqual([{ stands: "dropped", ask: ask.ask }]);
      expect(() => decide(run, allow)).toThrow(/does not wait/);
    }
    expect(() => having([], ask)).toThrow(/not at work/);
  });
});

describe("a gate", () => {
  const reviewed = [started, agentEnded, ended, captured];
  const gate = { gate: "security", shown: "c" };
  const ask: RunCommand = { type: "ask-gate", ...gate };
  const pass: RunCommand = { type: "pass-gate", ...gate, by: person };
  const refuse: RunCommand = { type: "refuse-gate", ...gate, by: person, reason: "Too wide." };

  it("keeps a run from being approved until a person has passed it", () => {
    expect(approvalObstacle(having(reviewed))).toBeUndefined();
    expect(approvalObstacle(summarise(having(reviewed, ask)))).toMatch(/“security” was not passed/);
    expect(approvalObstacle(having(reviewed, ask, refuse))).toMatch(/refused the gate/);
    expect(approvalObstacle(having(reviewed, ask, pass))).toBeUndefined();
    const approve: RunCommand = { type: "approve", shown: "c", commit: "m", by: person };
    expect(() => having(reviewed, ask, approve)).toThrow(/was not passed/);
    expect(having(reviewed, ask, pass, approve).state.phase).toBe("approved");
  });

  it("is passed for what was shown, and asked again for anything else", () => {
    const stale = { ...pass, shown: "another" };
    expect(() => having(reviewed, ask, stale)).toThrow(/something else/);
    // Also a log that somebody else wrote passes nothing by it.
    const run = having(reviewed, ask);
    const passed: RunEvent = { type: "gate-passed", gate: "security", shown: "another", by: "x" };
    const events = [...reviewed, decide(having(reviewed), ask), passed];
    expect(runOf(createdEvent(), ...events).gates).toEqual(run.gates);
    const again = having(reviewed, ask, pass, { ...ask, shown: "later" });
    expect(again.gates).toEqual([{ stands: "asked", gate: "security", shown: "later" }]);
  });

  it("is answered once, while the run is undecided, and stays refused when it is interrupted", () => {
    expect(() => having(reviewed, pass)).toThrow(/does not wait/);
    expect(() => having(reviewed, ask, pass, refuse)).toThrow(/does not wait/);
    const discard: RunCommand = { type: "discard", keptAs: "r", by: person };
    expect(() => having(reviewed, discard, ask)).toThrow(/is over/);
    const interrupted = runOf(
      createdEvent(),
      started,
      { type: "gate-asked", ...gate },
      { ...ended, how: "interrupted" },
    );
    expect(interrupted.gates[0]?.stands).toBe("asked");
  });
});

describe("a list of validations", () => {
  const validations = [{ command: "lint" }, { command: "test", name: "Tests" }];
  const begins = (index: number): RunEvent => ({
    type: "validation-started",
    index,
    command: validations[index]?.command ?? "",
  });
  const ends = (index: number, code = 0): RunEvent => ({
    type: "validation-ended",
    index,
    end: { by: "exit", code },
  });
  const state = (...events: RunEvent[]) =>
    runOf(createdEvent({ validations }), started, agentEnded, ...events, ended, captured).state;

  it.each([
    ["all passed", [begins(0), ends(0), begins(1), ends(1)], "passed", "lint && test"],
    ["the last failed", [begins(0), ends(0), begins(1), ends(1, 2)], "failed", "test"],
    ["the first failed", [begins(0), ends(0, 1)], "failed", "lint"],
    ["the last was cut off", [begins(0), ends(0), begins(1)], "not-run", "test"],
    ["none ran", [], "not-run", "lint"],
  ])("has %s", (_name, events, result, command) => {
    const now = state(...events);
    expect(now).toMatchObject({ validation: { result, command } });
    expect(approvalObstacle({ state: now }) === undefined).toBe(result === "passed");
  });

  it("counts a failure of one that it does not name", () => {
    const more = [begins(0), ends(0), begins(1), ends(1)];
    expect(
      state(...more, { type: "validation-started", index: 2, command: "more" }, ends(2, 1)),
    ).toMatchObject({
      validation: { result: "failed" },
    });
  });

  it("takes no result for a place that it does not have", () => {
    expect(state(begins(0), ends(0), ends(7))).toMatchObject({
      validation: { result: "not-run", command: "test" },
    });
  });
});

describe("a reader of format 1", () => {
  const end = z.object({ by: z.literal("exit"), code: z.number().int() });
  /** What it wants of the events whose form is another since. */
  const wants = z.discriminatedUnion("type", [
    z.object({
      type: z.literal("session-started"),
      hostPid: z.number().int(),
      hostStarted: z.string(),
      pid: z.number().int(),
      cols: z.number().int(),
      rows: z.number().int(),
    }),
    z.object({ type: z.literal("validation-started"), command: z.string() }),
    z.object({ type: z.literal("validation-ended"), end }),
  ]);
  const owner = { machine: "m", pid: 7, started: "then", seconds: 0 };

  it.each([
    sessionEvents.started(owner, { pid: 8, cols: 80, rows: 24, app: "1" }),
    sessionEvents.validationStarted(1, "test"),
    sessionEvents.validationEnded(1, { by: "exit", code: 0 }),
  ])("finds no line damaged, and so comes to the manifest's version: $type", (event) => {
    expect(wants.safeParse(event).success).toBe(true);
    expect(runEventSchema.parse(event)).toEqual(event);
  });
});
