import { aRun } from "@shared/base/testing";
import type { DamagedRun } from "@shared/runs/damaged-run";
import { latestFirst, latestRuns } from "@shared/runs/latest-first";
import { createdEvent, runOf } from "@shared/runs/run.fixture";
import type { RunPhase } from "@shared/runs/summary";
import fc from "fast-check";
import { expect, test, vi } from "vitest";
import { type ListedRun, listed } from "./listed-run";
import { overviewOf, pageOf, runsOfTasks } from "./run-pages";

/** A run that counts how often it is made whole. */
function run(id: string, about: Partial<ListedRun> = {}): ListedRun & { asked: () => number } {
  const whole = runOf(createdEvent({ run: aRun(id), feature: about.feature ?? "001-a" }));
  const ask = vi.fn(() => ({ ...whole, createdAt: about.createdAt ?? whole.createdAt }));
  return { ...listed(whole), ...about, run: ask, asked: () => ask.mock.calls.length };
}
const ids = (runs: readonly { readonly id: string }[]) => runs.map(({ id }) => id);

test("the pages contain each run of the list once, and only the runs of a page are made whole", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(
        fc.record({ id: fc.stringMatching(/^[a-z]{1,4}$/), second: fc.nat(3), feature: fc.nat(1) }),
        {
          selector: ({ id }) => id,
          maxLength: 20,
        },
      ),
      fc.integer({ min: 1, max: 5 }),
      (made, limit) => {
        const runs = made
          .map(({ id, second, feature }) =>
            run(id, { createdAt: `2026-01-01T00:00:0${second}.000Z`, feature: `00${feature}-a` }),
          )
          .sort(latestFirst);
        const seen: string[] = [];
        let cursor: string | undefined;
        do {
          const page = pageOf(runs, { feature: "001-a", cursor, limit });
          seen.push(...ids(page.runs));
          cursor = page.next;
        } while (cursor !== undefined);
        expect(seen).toEqual(ids(runs.filter(({ feature }) => feature === "001-a")));
        for (const each of runs) expect(each.asked()).toBe(seen.includes(each.id) ? 1 : 0);
      },
    ),
  );
});

test("a board gets the latest run of each task, and the latest approved one", () => {
  const phases: readonly [string, RunPhase, string][] = [
    ["t1-new", "discarded", "T001"],
    ["t2", "review", "T002"],
    ["t1-proof", "approved", "T001"],
    ["t1-old", "approved", "T001"],
    ["t2-old", "sent-back", "T002"],
  ];
  const runs = phases.map(([id, phase, task]) => run(id, { phase, task }));
  expect(ids(runsOfTasks([...runs, run("other", { feature: "002-b" })], "001-a"))).toEqual([
    "t1-new",
    "t2",
    "t1-proof",
  ]);
});

test("an overview makes only the latest and the active runs whole", () => {
  const runs = Array.from({ length: 200 }, (_, n) =>
    run(`r${n}`, {
      createdAt: `2026-01-01T00:${String(59 - Math.floor(n / 60)).padStart(2, "0")}:00.000Z`,
      phase: n === 150 ? "running" : "review",
      toDecide: n % 2 === 0,
    }),
  );
  const damaged: DamagedRun = { id: aRun("d"), folder: "/d", reason: "It is torn." };
  const overview = overviewOf(runs, [damaged]);
  expect(overview.latest).toHaveLength(latestRuns);
  expect(ids(overview.active)).toEqual(["r150"]);
  expect(overview.toDecide).toHaveLength(100);
  expect(overview.damaged).toEqual([damaged]);
  expect(runs.filter(({ asked }) => asked() > 0)).toHaveLength(latestRuns + 1);
});
