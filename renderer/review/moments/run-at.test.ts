import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { createdEvent } from "@shared/runs/run.fixture";
import { overall } from "@shared/runs/validation";
import { runWord } from "@shared/runs/words";
import { expect, it } from "vitest";
import { eventCountAt, runAfter } from "./run-at";

const log = (...told: readonly (readonly [time: number | undefined, event: RunEvent])[]) =>
  told.map(
    ([time, event], seq): LoggedEvent => ({
      seq,
      at: "2026-01-01T00:00:00.000Z",
      ...(time === undefined ? {} : { time }),
      event,
      prev: "",
      hash: "",
    }),
  );

const events = log(
  [undefined, createdEvent({ validations: [{ command: "make check" }] })],
  [
    0.1,
    {
      type: "session-started",
      owner: { pid: 1, started: "", seconds: 0 },
      pid: 2,
      cols: 80,
      rows: 24,
    },
  ],
  [5, { type: "agent-ended", end: { by: "exit", code: 0 } }],
  [5, { type: "validation-started", index: 0, command: "make check" }],
  [8, { type: "validation-ended", index: 0, end: { by: "exit", code: 0 } }],
  [8.2, { type: "session-ended", how: "finished", digest: "", bytes: 0, duration: 8.1 }],
  [undefined, { type: "change-captured", commit: "", files: 1, added: 1, removed: 0 }],
  [undefined, { type: "sent-back", note: "no", keptAs: "", by: "A Reviewer" }],
);

const wordAt = (position: number) => {
  const run = runAfter(events, eventCountAt(events, position, 8.1));
  return run && [runWord(run.state)[0], overall(run.session.validations).result];
};

it("returns the state of the run and of its validation at a time", () => {
  expect(wordAt(0)).toEqual(["preparing", "not-run"]);
  expect(wordAt(4.9)).toEqual(["running", "not-run"]);
  expect(wordAt(5)).toEqual(["validating", "running"]);
  expect(wordAt(8)).toEqual(["validating", "passed"]);
});

it("returns the decision at the end", () => {
  expect(wordAt(8.1)).toEqual(["sent back", "passed"]);
  expect(eventCountAt([], 3, 8)).toBe(0);
});
