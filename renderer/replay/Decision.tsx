import type { RunChange, Verification } from "@shared/contracts/runs";
import { approvalObstacle } from "@shared/runs/decide";
import type { RunSummary } from "@shared/runs/summary";
import { useState } from "react";
import { useCommands } from "../store/commands";
import { Button } from "../ui/Button";
import { ApproveDialog, DiscardDialog, SendBackDialog } from "./decision-dialogs";
import type { Asked } from "./use-replay";

/** Why the change cannot be approved as it is shown now; undefined when it can, or is decided already. */
export function obstacleTo(
  run: RunSummary,
  change: Asked<RunChange> | undefined,
  verification: Asked<Verification>,
): string | undefined {
  if (run.state.phase !== "review") return undefined;
  const obstacle = approvalObstacle(run.state);
  if (obstacle !== undefined) return obstacle;
  if (verification.status === "known" && !verification.value.ok)
    return "The recording does not verify. Send the run back or discard it.";
  if (change?.status === "failed") return "The change cannot be shown, so it cannot be approved.";
  return undefined;
}

type Question = "approve" | "send-back" | "discard";

/** What can be done with a run in review, or what was done. */
export function Decision({
  run,
  change,
  obstacle,
  reason,
}: {
  run: RunSummary;
  /** The run's own change, as long as it is what is shown. */
  change: Asked<RunChange> | undefined;
  obstacle: string | undefined;
  /** Names the element that says why something else is shown. */
  reason: string | undefined;
}) {
  const [question, setQuestion] = useState<Question>();
  const { state } = run;
  const reviewing = state.phase === "review";
  const shown = change?.status === "known" ? change.value : undefined;
  const approvable = reviewing && obstacle === undefined && shown !== undefined;

  const offer = (id: string, title: string, ask: Question, enabled: boolean, shortcut: string) => ({
    id: `run.${id}`,
    title,
    group: "Run" as const,
    shortcut,
    enabled,
    run: () => setQuestion(ask),
  });
  const task = run.task.id;
  useCommands([
    offer("approve", `Approve the change of ${task}`, "approve", approvable, "Mod+Shift+A"),
    offer("sendBack", `Send ${task} back`, "send-back", reviewing, "Mod+Shift+B"),
    offer("discard", `Discard the run of ${task}`, "discard", reviewing, "Mod+Shift+D"),
  ]);

  switch (state.phase) {
    case "approved":
      return (
        <span>
          Merged to {state.branch} as <span className="mono">{state.commit.slice(0, 7)}</span>
        </span>
      );
    case "sent-back":
    case "discarded":
      return (
        <span className="soft cut kept" title={state.keptAs}>
          Work kept as <span className="mono">{state.keptAs}</span>
        </span>
      );
    case "ended":
      return (
        <span className="soft" role="status">
          Collecting the change
        </span>
      );
    case "review":
      return (
        <>
          <Button kind="quiet" onClick={() => setQuestion("discard")}>
            Discard
          </Button>
          <Button onClick={() => setQuestion("send-back")}>Send back</Button>
          <Button
            kind="primary"
            disabled={!approvable}
            aria-describedby={obstacle === undefined ? reason : obstacleId}
            onClick={() => setQuestion("approve")}
          >
            Approve change
          </Button>
          {question === "approve" && shown && (
            <ApproveDialog run={run} change={shown} onClose={() => setQuestion(undefined)} />
          )}
          {question === "send-back" && (
            <SendBackDialog run={run} onClose={() => setQuestion(undefined)} />
          )}
          {question === "discard" && (
            <DiscardDialog run={run} onClose={() => setQuestion(undefined)} />
          )}
        </>
      );
    case "preparing":
    case "start-failed":
    case "running":
      return null;
  }
}

const obstacleId = "approval-obstacle";

/** Says under the bar why the change cannot be approved. */
export function Obstacle({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p id={obstacleId} className="replay-obstacle">
      Cannot be approved. {text}
    </p>
  );
}
