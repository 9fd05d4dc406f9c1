import type { RunSummary } from "./summary";
import { isActive, isToDecide, waitsFor } from "./words";

/**
 * The runs that need the person: those whose agent waits come first, then those to review.
 * @param runs the latest first
 * @returns in each group the oldest first
 */
export function needsYou(runs: readonly RunSummary[]): RunSummary[] {
  const oldest = [...runs].reverse();
  return [
    ...oldest.filter(({ state }) => waitsFor(state) !== undefined),
    ...oldest.filter(({ state }) => isToDecide(state)),
  ];
}

/**
 * The run to show next; undefined where no run needs the person.
 * @param here the run that is shown
 */
export function nextThatNeedsYou(
  runs: readonly RunSummary[],
  here: string | undefined,
): RunSummary | undefined {
  const all = needsYou(runs);
  const at = all.findIndex(({ id }) => id === here);
  return all[(at + 1) % all.length];
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
