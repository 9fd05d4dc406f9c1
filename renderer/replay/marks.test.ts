import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import { expect, it } from "vitest";
import { marksOf, validationSeconds } from "./marks";

const logged = (seq: number, time: number | undefined, event: RunEvent): LoggedEvent => ({
  seq,
  at: new Date(1_763_474_520_000 + (time ?? 0) * 1000).toISOString(),
  ...(time === undefined ? {} : { time }),
  event,
  prev: "",
  hash: "",
});

const events = [
  logged(1, 0, {
    type: "session-started",
    owner: { pid: 1, started: "", seconds: 0 },
    pid: 2,
    cols: 80,
    rows: 24,
  }),
  logged(2, 10, { type: "agent-ended", end: { by: "exit", code: 0 } }),
  logged(3, 10, { type: "validation-started", index: 0, command: "node --test" }),
  logged(4, 12.5, { type: "validation-ended", index: 0, end: { by: "exit", code: 1 } }),
  logged(5, 12.6, {
    type: "session-ended",
    how: "finished",
    digest: "",
    bytes: 0,
    duration: 12.5,
  }),
  logged(6, undefined, { type: "change-captured", commit: "", files: 1, added: 1, removed: 0 }),
];

it("includes the start of the agent after a set-up", () => {
  const [started] = events;
  if (!started) throw new Error("no events");
  const before = [
    logged(1, 0.1, { type: "set-up-started", command: "npm ci" }),
    logged(2, 4, { type: "set-up-ended", end: { by: "exit", code: 0 } }),
  ];
  const texts = marksOf([started, ...before], [], 12).map(({ time, text }) => [time, text]);
  expect(texts).toEqual([
    [0.1, "Set-up started: npm ci"],
    [4, "Agent started after the set-up"],
  ]);
});

it("lists the session's events and the recording's markers by time", () => {
  const marks = marksOf(events, [{ time: 4, label: "src/money.ts" }], 12.5);
  expect(marks.map(({ time, text }) => [time, text])).toEqual([
    [0, "Agent started"],
    [4, "src/money.ts"],
    [10, "Agent ended with exit code 0"],
    [10, "Validation started: node --test"],
    [12.5, "Validation failed with exit code 1"],
    [12.5, "Session ended"],
    [12.5, "The change waits for review"],
  ]);
});

it("lists an event once that is in both the log and the recording", () => {
  const cast = [
    { time: 0, label: "agent started: built-in" },
    { time: 12.5, label: "validation ended: exit code 1" },
  ];
  expect(marksOf(events, cast, 12.5)).toHaveLength(6);
  // Without the log, the recording's markers are the only events.
  expect(marksOf([], cast, 12.5).map(({ text }) => text)).toEqual([
    "agent started: built-in",
    "validation ended: exit code 1",
  ]);
});

it("returns the duration of the validation, once it has ended", () => {
  expect(validationSeconds(events)).toBeCloseTo(2.5);
  expect(validationSeconds(events.slice(0, 3))).toBeUndefined();
});

it("lists the changed files once", () => {
  const files = [{ path: "src/a.ts", status: "modified" as const }];
  const checkpoint = logged(7, 3, { type: "checkpoint", seq: 1, commit: "", tree: "", files });
  const cast = [{ time: 3.2, label: "files changed: src/a.ts" }];
  const marks = marksOf([checkpoint], cast, 12.5);
  expect(marks.map(({ time, text }) => [time, text])).toEqual([[3, "Files changed: src/a.ts"]]);
});

it("lists in plain words the agent's actions and waits, once", () => {
  const tool = { type: "tool-called", by: "agent", seconds: 0.1, outcome: "ok" } as const;
  const told = [
    logged(2, 1, { ...tool, tool: "edit_file", file: "src/a.ts" }),
    logged(3, 14, {
      ...tool,
      tool: "run_command",
      command: "npm test",
      seconds: 12.2,
      outcome: "failed",
    }),
    logged(4, 15, { ...tool, tool: "list_files", file: "." }),
    logged(5, 16, { ...tool, tool: "search_files", file: "src", text: "fee" }),
    logged(6, 17, { ...tool, tool: "odd" }),
    logged(7, 20, { type: "waiting", by: "agent", text: "Which?" }),
    logged(8, 32, { type: "waiting-ended", by: "agent", how: "answered" }),
    logged(9, 40, { type: "waiting", by: "terminal" }),
    logged(10, 105, { type: "waiting-ended", by: "terminal", how: "went-on" }),
    logged(11, 110, { type: "agent-reported", by: "agent", calls: 5 }),
  ];
  const cast = [
    ...["tool call: Edited src/a.ts", "waiting: Waits for an answer", "waiting ended: Answered"],
    "agent-reported",
  ].map((label) => ({ time: 1, label }));
  expect(marksOf(told, cast, 120).map(({ time, text }) => [time, text])).toEqual([
    [1, "Edited src/a.ts"],
    [14, "Ran npm test · failed · 12 s"],
    [15, "Listed the files"],
    [16, "Searched for fee in src"],
    [17, "Used odd"],
    [20, "Waits for an answer: Which?"],
    [32, "Answered after 12 s"],
    [40, "May wait for an answer"],
    [105, "Went on by itself after 1 min 5 s"],
  ]);
});

it("shows a person's decision at the end of the recording", () => {
  const decided = logged(8, undefined, { type: "sent-back", note: "No.", keptAs: "", by: "Ada" });
  expect(marksOf([...events, decided], [], 12.5).at(-1)).toMatchObject({
    time: 12.5,
    kind: "gate",
    text: "Sent back by Ada",
  });
});
