import type { RunChange, Verification } from "@shared/contracts/runs";
import { approvalObstacle } from "@shared/runs/approval";
import { besideWords } from "@shared/runs/beside-words";
import { isDecidable } from "@shared/runs/decide";
import type { RunSummary } from "@shared/runs/summary";
import { isFutile } from "@shared/runs/words";
import { useState } from "react";
import type { Asked } from "../../store/asked";
import { useCommands } from "../../store/commands";
import { Button } from "../../ui/Button";
import type { ShownFile } from "../../ui/Diff";
import { ApproveDialog, DiscardDialog, SendBackDialog } from "./decision-dialogs";

/** The reason why the shown change cannot be approved; undefined when it can, or is decided already. */
export function obstacleTo(
  run: RunSummary,
  change: Asked<RunChange> | undefined,
  verification: Asked<Verification>,
): string | undefined {
  if (run.state.phase === "uncaptured") return `Its change cannot be shown: ${run.state.reason}`;
  if (run.state.phase !== "review" || isFutile(run.state)) return undefined;
  const obstacle = approvalObstacle(run);
  if (obstacle !== undefined) return obstacle;
  if (verification.status === "known" && !verification.value.ok)
    return "The recording does not verify. Send the run back or discard it.";
  if (change?.status === "failed") return "The change cannot be shown, so it cannot be approved.";
  return undefined;
}

type Question = "approve" | "send-back" | "discard";

/** The possible decisions for a run in review, or the decision that was made. */
export function Decision({
  run,
  change,
  files,
  obstacle,
  reason,
}: {
  run: RunSummary;
  /** The files of the change, with the parts that are not shown. */
  files: readonly ShownFile[];
  /** The run's own change, while it is the one that is shown. */
  change: Asked<RunChange> | undefined;
  obstacle: string | undefined;
  /** The ID of the element that explains why another change is shown. */
  reason: string | undefined;
}) {
  const [question, setQuestion] = useState<Question>();
  const { state } = run;
  const reviewing = isDecidable(state);
  const futile = isFutile(state);
  const unseen = files.filter(({ left }) => left !== undefined);
  const shown = change?.status === "known" ? change.value : undefined;
  const approvable =
    state.phase === "review" && !futile && obstacle === undefined && shown !== undefined;

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
    case "dismissed":
      return (
        <span className="soft cut kept" title={state.left}>
          Discarded. {state.left}
        </span>
      );
    case "ended":
    case "uncaptured":
    case "review":
      return (
        <>
          {state.phase === "ended" && (
            <span className="soft" role="status">
              Collecting the change
            </span>
          )}
          {futile && <span className="soft">Over: it failed and changed nothing</span>}
          <Button kind="quiet" onClick={() => setQuestion("discard")}>
            {futile ? "Dismiss" : "Discard"}
          </Button>
          <Button onClick={() => setQuestion("send-back")}>Send back</Button>
          {!futile && (
            <Button
              kind="primary"
              disabled={!approvable}
              aria-describedby={obstacle === undefined ? reason : obstacleId}
              onClick={() => setQuestion("approve")}
            >
              {unseen.length === 0 ? "Approve change" : `Approve, ${unseen.length} not shown`}
            </Button>
          )}
          {question === "approve" && shown && state.phase === "review" && (
            <ApproveDialog
              run={run}
              change={shown}
              unseen={unseen}
              beside={besideWords(state.change, run.leftRunning)}
              onClose={() => setQuestion(undefined)}
            />
          )}
          {question === "send-back" && (
            <SendBackDialog run={run} onClose={() => setQuestion(undefined)} />
          )}
          {question === "discard" && (
            <DiscardDialog run={run} onClose={() => setQuestion(undefined)} />
          )}
        </>
      );
    case "queued":
    case "preparing":
    case "start-failed":
    case "running":
      return null;
  }
}

const obstacleId = "approval-obstacle";

/** Gives, below the bar, the reason why the change cannot be approved. */
export function Obstacle({ text }: { text: string | undefined }) {
  if (text === undefined) return null;
  return (
    <p id={obstacleId} className="replay-obstacle">
      Cannot be approved. {text}
    </p>
  );
}
