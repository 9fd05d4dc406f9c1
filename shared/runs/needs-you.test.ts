import { expect, test } from "vitest";
import { aRun } from "../base/testing";
import { needKey, needsYou, needWords, nextThatNeedsYou, runsInWords } from "./needs-you";
import type { RunState, RunSummary } from "./summary";
import { isToDecide } from "./words";

const running = (waiting: boolean): RunState => ({
  phase: "running",
  step: "agent",
  pid: 1,
  ...(waiting ? { waiting: { by: "agent", text: "Allow the edit?" } } : {}),
});
const review: RunState = {
  phase: "review",
  how: "finished",
  validation: { result: "none" },
  recording: { digest: "", bytes: 0, duration: 0 },
  agentEnd: { by: "exit", code: 0 },
  change: { commit: "", files: 1, added: 1, removed: 0 },
};
const run = (id: string, state: RunState): RunSummary => ({
  id: aRun(id),
  state,
  feature: "001-a",
  task: { id: "T001", title: "Do" },
  requirements: [],
  agent: { kind: "command", command: "true" },
  model: "",
  branch: "main",
  base: "",
  runBranch: "",
  worktree: "",
  validations: [],
  createdAt: "",
  updatedAt: "",
});
/** The latest first, as everywhere. */
const runs = [
  run("reviewed-late", review),
  run("asks-late", running(true)),
  run("works", running(false)),
  run("asks-early", running(true)),
  run("reviewed-early", review),
];

const needing = needsYou(
  runs,
  runs.filter(({ state }) => isToDecide(state)),
);

test("a run whose agent waits comes before a run to review, and the oldest first", () => {
  expect(needing.map(needKey)).toEqual([
    "asks-early",
    "asks-late",
    "reviewed-early",
    "reviewed-late",
  ]);
});

test("going on from run to run passes all that need the person and comes round", () => {
  const seen: (string | undefined)[] = [];
  let here: string | undefined = aRun("works");
  for (let step = 0; step < 5; step += 1) {
    const next = nextThatNeedsYou(needing, here);
    here = next && needKey(next);
    seen.push(here);
  }
  expect(seen).toEqual([
    "asks-early",
    "asks-late",
    "reviewed-early",
    "reviewed-late",
    "asks-early",
  ]);
  expect(nextThatNeedsYou(needsYou([run("works", running(false))], []), undefined)).toBeUndefined();
});

test("a run that waits is not said to go on", () => {
  expect(runsInWords(runs)).toEqual(["2 runs wait for you", "1 run going on"]);
  expect(runsInWords([run("asks", running(true))])).toEqual(["1 run waits for you"]);
  expect(runsInWords([])).toEqual([]);
});

test("what stops an agent comes first, then refused starts together, finished agents and reviews", () => {
  const asks = run("asks", running(true));
  const mayI = {
    ...run("may-i", running(true)),
    permissions: [{ id: "1", tool: "Bash", command: "npm install" }],
  };
  const finished = run("finished", {
    phase: "running",
    step: "agent",
    pid: 1,
    waiting: { by: "agent", finished: true },
  });
  const reviewed = run("reviewed", review);
  const needs = needsYou(
    [reviewed, finished, mayI, asks],
    [reviewed],
    [{ task: "T007", refused: "No agent." }, { task: "T008" }, { task: "T009", refused: "Moved." }],
  );
  expect(needs.map(needKey)).toEqual(["asks", "may-i", "refused", "finished", "reviewed"]);
  expect(needs.map(needWords)).toEqual([
    "Answer a question",
    "Allow an act?",
    "Look at 2 starts",
    "Finish a run",
    "Review a change",
  ]);
});
