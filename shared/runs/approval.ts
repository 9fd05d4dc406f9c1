import { Problem } from "../base/problem";
import { gateObstacle } from "./gate";
import { endWords } from "./process-end";
import type { Run } from "./projection";
import type { RunSummary } from "./summary";
import { agentDidWell } from "./words";

/** Why a change in review cannot be approved, in words for the person; undefined when it can. */
export function approvalObstacle({
  state,
  gates = [],
}: Pick<RunSummary, "state" | "gates"> | Pick<Run, "state" | "gates">): string | undefined {
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
  return gateObstacle(gates);
}

/**
 * Checks that an approval is allowed, before anything is merged.
 * @param shown the commit that the person was looking at
 * @throws {Problem} `run-not-ready` or `stale-approval`
 */
export function checkApproval(run: Run, shown: string): void {
  const obstacle = approvalObstacle(run);
  if (obstacle !== undefined) throw new Problem("run-not-ready", obstacle);
  if (run.state.phase === "review" && run.state.change.commit !== shown)
    throw new Problem(
      "stale-approval",
      "The change is no longer the one that was shown. Look at it again.",
    );
}
