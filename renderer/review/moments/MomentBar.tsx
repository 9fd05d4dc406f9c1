import type { RunSummary } from "@shared/runs/summary";
import { Button } from "../../ui/Button";
import { momentWords } from "./moment";
import { StartAgain } from "./StartAgain";
import type { MomentChange } from "./use-moment-change";

/** The ID of the sentence that explains why a change cannot be approved now. */
export const momentId = "replay-moment";

/** Names the moment whose content is shown below, and leads back to the whole change. */
export function MomentBar({
  run,
  shown,
  onEnd,
}: {
  run: RunSummary;
  shown: MomentChange;
  onEnd: () => void;
}) {
  const { moment, change, checkpoints, current } = shown;
  if (checkpoints.length === 0) return null;
  const known = current && change?.status === "known" ? change.value : undefined;
  return (
    <div className="moment-bar">
      <span id={momentId} className="cut" role="status">
        {momentWords(moment, known, checkpoints)}
        {moment.at !== "end" && run.state.phase === "review" && " Approve at the end."}
      </span>
      <StartAgain run={run} checkpoint={moment.at === "start" ? undefined : known?.commit} />
      {moment.at !== "end" && (
        <Button kind="quiet" onClick={onEnd}>
          Show the whole change
        </Button>
      )}
    </div>
  );
}
