import type { RunId } from "../base/ids";
import type { RunSummary } from "./summary";
import { isActive, waitsFor } from "./words";

/**
 * The runs that need the person: those whose agent waits come first, then those to review.
 * @param runs the runs that go on, and any others, the latest first
 * @param toDecide every run that waits for a decision, the latest first
 * @returns their IDs, in each group the oldest first
 */
export function needsYou(
  runs: readonly RunSummary[],
  toDecide: readonly { readonly id: RunId }[],
): RunId[] {
  return [
    ...runs.filter(({ state }) => waitsFor(state) !== undefined).reverse(),
    ...[...toDecide].reverse(),
  ].map(({ id }) => id);
}

/**
 * The run to show next; undefined where no run needs the person.
 * @param needing see `needsYou`
 * @param here the run that is shown
 */
export function nextThatNeedsYou(
  needing: readonly RunId[],
  here: RunId | undefined,
): RunId | undefined {
  const at = here === undefined ? -1 : needing.indexOf(here);
  return needing[(at + 1) % needing.length];
}

/** How many runs wait for the person and how many go on, in words. */
export function runsInWords(runs: readonly RunSummary[]): string[] {
  const active = runs.filter(isActive);
  const waiting = active.filter(({ state }) => waitsFor(state) !== undefined).length;
  const going = active.length - waiting;
  return [
    ...(waiting === 0
      ? []
      : [waiting === 1 ? "1 run waits for you" : `${waiting} runs wait for you`]),
    ...(going === 0 ? [] : [`${going} ${going === 1 ? "run" : "runs"} going on`]),
  ];
}
