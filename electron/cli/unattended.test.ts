import type { RunState } from "@shared/runs/summary";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createUnattended, unattendedPatience } from "./unattended";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function setUp() {
  const told: string[] = [];
  const run = createUnattended({
    say: (sentence) => told.push(sentence),
    finish: () => told.push("FINISH"),
    stop: () => told.push("STOP"),
  });
  return { run, told, wait: (milliseconds: number) => void vi.advanceTimersByTime(milliseconds) };
}

const going = { phase: "running", step: "agent", pid: 2 } as const;
const waits = (more: object = {}): RunState => ({
  ...going,
  waiting: { by: "terminal", ...more },
});

it("says at once that nobody can answer, and stops the run if it still waits later", () => {
  const { run, told, wait } = setUp();
  run.see(going);
  run.see(waits({ told: true, text: "Edit a.js?" }));
  run.see(waits({ told: true, text: "Edit a.js?" }));
  expect(told).toEqual(["Waits for an answer: Edit a.js?. Nobody can answer here."]);
  wait(unattendedPatience);
  expect(told.slice(1)).toEqual([expect.stringMatching(/^The run is stopped, as/), "STOP"]);
});

it("does not stop a run that continues by itself, or that is over", () => {
  const { run, told, wait } = setUp();
  run.see(waits({ told: true }));
  wait(unattendedPatience - 1);
  run.see(going);
  wait(10 * unattendedPatience);
  run.see(waits({ told: true }));
  run.close();
  wait(10 * unattendedPatience);
  expect(told.filter((words) => /^[A-Z]+$/.test(words))).toEqual([]);
});

it("asks a finished agent to end, at once if the agent reports that it has finished", () => {
  const { run, told, wait } = setUp();
  run.see(waits({ told: true, finished: true }));
  expect(told).toEqual([expect.stringContaining("asked to end"), "FINISH"]);
  wait(unattendedPatience);
  expect(told).toHaveLength(2);
});

it("stops no run for a guessed wait, such as a bell during the work, and says how to stop it", () => {
  for (const guess of [{}, { finished: true }]) {
    const { run, told, wait } = setUp();
    run.see(waits(guess));
    wait(10 * unattendedPatience);
    expect(told).toEqual([
      expect.stringMatching(/^May .* Nobody can answer here; Ctrl-C stops the run\.$/),
    ]);
  }
});
