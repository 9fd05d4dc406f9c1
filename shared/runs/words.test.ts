import { expect, it } from "vitest";
import type { RunEvent } from "./event";
import { summarise } from "./projection";
import { createdEvent, runOf } from "./run.fixture";
import { isFutile, isToDecide, isUndecided, runWord } from "./words";

const started: RunEvent = {
  type: "session-started",
  owner: { pid: 1, started: "", seconds: 0 },
  pid: 2,
  cols: 80,
  rows: 24,
};
/** A run whose agent ended with a code and changed some files, at the end of its session. */
const after = (code: number, files: number, ...more: readonly RunEvent[]) =>
  summarise(
    runOf(
      createdEvent(),
      started,
      { type: "agent-ended", end: { by: "exit", code } },
      { type: "session-ended", how: "finished", digest: "", bytes: 0, duration: 0 },
      ...(files < 0
        ? []
        : [{ type: "change-captured", commit: "c", files, added: 0, removed: 0 } as const]),
      ...more,
    ),
  );

it("a run that failed and changed nothing is over; any other waits for a decision", () => {
  const futile = after(2, 0);
  expect(isFutile(futile.state)).toBe(true);
  expect([isUndecided(futile), isToDecide(futile.state)]).toEqual([false, false]);
  for (const run of [after(0, 0), after(2, 1), after(0, 1)])
    expect([isUndecided(run), isToDecide(run.state)]).toEqual([true, true]);
});

it("a run whose set-up failed says so, and is over", () => {
  const failed = summarise(
    runOf(
      createdEvent(),
      started,
      { type: "set-up-started", command: "npm ci" },
      { type: "set-up-ended", end: { by: "exit", code: 4 } },
      { type: "session-ended", how: "finished", digest: "", bytes: 0, duration: 0 },
      { type: "change-captured", commit: "c", files: 0, added: 0, removed: 0 },
    ),
  );
  expect(runWord(failed.state)[0]).toBe("set-up failed");
  expect([isUndecided(failed), isFutile(failed.state)]).toEqual([false, true]);
  const going = runOf(createdEvent(), started, { type: "set-up-started", command: "npm ci" });
  expect(runWord(going.state)[0]).toBe("setting up");
});

it("a run whose change cannot be collected waits for a decision, and may be collected later", () => {
  const failed = { type: "capture-failed", reason: "Git could not read it." } as const;
  const run = after(0, -1, failed);
  expect(run.state).toMatchObject({ phase: "uncaptured", reason: failed.reason });
  expect(runWord(run.state)).toEqual(["cannot be shown", "stop"]);
  expect([isUndecided(run), isToDecide(run.state)]).toEqual([true, true]);
  const captured = {
    type: "change-captured",
    commit: "c",
    files: 1,
    added: 1,
    removed: 0,
  } as const;
  expect(after(0, -1, failed, captured).state).toMatchObject({ phase: "review" });
  expect(after(0, -1, failed, captured).state).not.toHaveProperty("reason");
  const left = { type: "dismissed", left: "Its tree stays.", by: "A" } as const;
  expect(isUndecided(after(0, -1, failed, left))).toBe(false);
});

it("a validation of another commit than the collected one proves nothing", () => {
  const run = (snapshot: string) =>
    summarise(
      runOf(
        createdEvent({ validations: [{ command: "true" }] }),
        started,
        { type: "agent-ended", end: { by: "exit", code: 0 } },
        { type: "snapshot-taken", commit: snapshot },
        { type: "validation-started", index: 0, command: "true" },
        { type: "validation-ended", index: 0, end: { by: "exit", code: 0 } },
        { type: "session-ended", how: "finished", digest: "", bytes: 0, duration: 0 },
        { type: "change-captured", commit: "c", files: 1, added: 1, removed: 0 },
      ),
    ).state;
  expect(run("c")).toMatchObject({ validation: { result: "passed" } });
  expect(run("d")).toMatchObject({ validation: { result: "not-run" } });
});
