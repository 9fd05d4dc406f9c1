import type { RunChange } from "@shared/contracts/runs";
import type { CheckpointAt } from "@shared/runs/checkpoint-times";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { lastReached } from "../../replay/clock";
import { clock } from "../../ui/time";

/** The files that a replay shows: the content at a moment, as known from the checkpoints. */
export type Moment =
  /** Before the first checkpoint: the files with which the run started. */
  | { readonly at: "start" }
  | { readonly at: "checkpoint"; readonly checkpoint: CheckpointAt }
  /** The run's final change, on which the person decides. */
  | { readonly at: "end" };

/**
 * The moment at a position.
 * @param position seconds; undefined when there is no recording
 * @param end seconds
 */
export function momentAt(
  checkpoints: readonly CheckpointAt[],
  position: number | undefined,
  end: number,
): Moment {
  if (checkpoints.length === 0 || position === undefined || position >= end) return { at: "end" };
  const times = checkpoints.map(({ time }) => time);
  const checkpoint = checkpoints[lastReached(times, position)];
  return checkpoint ? { at: "checkpoint", checkpoint } : { at: "start" };
}

/** The commit with a moment's files; undefined where nothing was captured. */
export function commitAt(
  moment: Moment,
  { base, state }: Pick<RunSummary, "base" | "state">,
): string | undefined {
  switch (moment.at) {
    case "start":
      return base;
    case "checkpoint":
      return moment.checkpoint.commit;
    case "end":
      return changeOf(state)?.commit;
  }
}

/** The number of the moment's checkpoint among the run's, in words; undefined at either end. */
export function checkpointPlace(
  moment: Moment,
  checkpoints: readonly CheckpointAt[],
): string | undefined {
  if (moment.at !== "checkpoint") return undefined;
  const number = checkpoints.findIndex(({ commit }) => commit === moment.checkpoint.commit) + 1;
  return `Checkpoint ${number} of ${checkpoints.length}, tree ${moment.checkpoint.tree.slice(0, 7)}`;
}

/** A key that identifies a moment. */
export const keyOf = (moment: Moment): string =>
  moment.at === "checkpoint" ? moment.checkpoint.commit : moment.at;

/**
 * One sentence that names the moment whose content is shown.
 * @param shown the change that is shown for the moment; undefined while it is unknown
 */
export function momentWords(
  moment: Moment,
  shown: Pick<RunChange, "commit"> | undefined,
  checkpoints: readonly CheckpointAt[],
): string {
  if (moment.at === "end") return "The whole change.";
  if (moment.at === "start") return "As it was at the start: nothing had changed yet.";
  const asked = moment.checkpoint;
  if (shown === undefined || shown.commit === asked.commit)
    return `As it was at ${clock(asked.time)}.`;
  const earlier = checkpoints.find(({ commit }) => commit === shown.commit);
  return earlier
    ? `As it was at ${clock(earlier.time)}: what was there at ${clock(asked.time)} is kept no longer.`
    : `As it was at the start: what was there at ${clock(asked.time)} is kept no longer.`;
}
