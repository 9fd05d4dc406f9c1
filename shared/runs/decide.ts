import { Problem } from "../base/problem";
import type { Around, NamedPaths, RunEvent } from "./event";
import { type LeftOut, namedLeftOut } from "./left-out";
import { endWords } from "./process-end";
import type { Run } from "./project";
import type { RunState } from "./summary";
import { agentDidWell } from "./words";

/** What a person, or the app on their behalf, asks of a run whose session is over. */
export type RunCommand =
  | {
      readonly type: "capture";
      readonly commit: string;
      readonly files: number;
      readonly added: number;
      readonly removed: number;
      readonly since?: NamedPaths;
      readonly around?: Around[];
      /** Undefined where nobody could look. */
      readonly leftOut?: readonly LeftOut[];
    }
  | {
      readonly type: "send-back";
      readonly note: string;
      readonly keptAs: string;
      readonly by: string;
    }
  | { readonly type: "discard"; readonly keptAs: string; readonly by: string };

/** Why a change in review cannot be approved, in words for the person; undefined when it can. */
export function approvalObstacle(state: RunState): string | undefined {
  if (state.phase === "uncaptured") return "Its change could not be collected. Discard it.";
  if (state.phase !== "review") return "Only a run in review can be approved.";
  if (state.how === "stopped") return "This run was stopped. Send it back or discard it.";
  if (state.how === "interrupted") return "This run was interrupted. Send it back or discard it.";
  if (state.setUpFailed !== undefined)
    return `The set-up ended with ${endWords(state.setUpFailed)}, so the agent was not started. Send it back or discard it.`;
  if (state.agentEnd === undefined)
    return "Nobody knows how the agent ended. Send it back or discard it.";
  if (!agentDidWell(state))
    return `The agent ended with ${endWords(state.agentEnd)}. Send it back or discard it.`;
  if (state.validation.result === "failed")
    return "The validation failed. Send it back or discard it.";
  if (state.validation.result === "not-run")
    return "The validation did not run. Send it back or discard it.";
  // A task that is done without a change is done by hand: there is nothing that an approval could name.
  if (state.change.files === 0)
    return "The run changed no files, so there is nothing to approve. Send it back or discard it.";
  return undefined;
}

/**
 * Checks that an approval is allowed, before anything is merged.
 * @param shown the commit that the person was looking at
 * @throws {Problem} `run-not-ready` or `stale-approval`
 */
export function checkApproval(run: Run, shown: string): void {
  const obstacle = approvalObstacle(run.state);
  if (obstacle !== undefined) throw new Problem("run-not-ready", obstacle);
  if (run.state.phase === "review" && run.state.change.commit !== shown)
    throw new Problem(
      "stale-approval",
      "The change is no longer the one that was shown. Look at it again.",
    );
}

/**
 * Turns a command into the event that records it.
 * @throws {Problem} `run-not-ready` when the run's state does not allow it
 */
export function decide(run: Run, command: RunCommand): RunEvent {
  const { phase } = run.state;
  switch (command.type) {
    case "capture":
      if (phase !== "ended" && phase !== "uncaptured")
        throw new Problem("run-not-ready", "The run's terminal has not ended yet.");
      return {
        type: "change-captured",
        commit: command.commit,
        files: command.files,
        added: command.added,
        removed: command.removed,
        ...(command.since === undefined ? {} : { since: command.since }),
        ...(command.around === undefined ? {} : { around: command.around }),
        ...namedLeftOut(command.leftOut ?? []),
      };
    case "send-back":
      requireReview(run);
      return { type: "sent-back", note: command.note, keptAs: command.keptAs, by: command.by };
    case "discard":
      requireReview(run);
      return { type: "discarded", keptAs: command.keptAs, by: command.by };
  }
}

/** Whether a run can be sent back or discarded: also one whose change could not be collected. */
export const isDecidable = ({ phase }: RunState): boolean =>
  phase === "review" || phase === "uncaptured" || phase === "ended";

function requireReview(run: Run): void {
  if (!isDecidable(run.state))
    throw new Problem("run-not-ready", "Only a run in review can be sent back or discarded.");
}
