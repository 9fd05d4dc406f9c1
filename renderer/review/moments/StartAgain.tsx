import type { RunSummary } from "@shared/runs/summary";
import { isUndecided } from "@shared/runs/words";
import { useState } from "react";
import { call } from "../../store/bridge";
import { useCommands } from "../../store/commands";
import { sayProblem } from "../../store/notices";
import { go } from "../../store/route";
import { expectedTerminalSize } from "../../store/terminal-size";
import { Button } from "../../ui/Button";

/**
 * Starts the run's task again, with the same agent and with the files as shown.
 * @param checkpoint the commit with these files; undefined while there is none
 */
export function StartAgain({
  run,
  checkpoint,
}: {
  run: RunSummary;
  checkpoint: string | undefined;
}) {
  const [busy, setBusy] = useState(false);
  const undecided = isUndecided(run);
  const enabled = checkpoint !== undefined && !undecided && !busy;
  const start = async () => {
    if (checkpoint === undefined) return;
    setBusy(true);
    try {
      const started = await call("runs.start", {
        feature: run.feature,
        task: run.task.id,
        agent: run.agent,
        size: expectedTerminalSize(),
        from: { run: run.id, checkpoint },
      });
      go({ place: "run", run: started.id });
    } catch (error) {
      sayProblem(error);
    } finally {
      setBusy(false);
    }
  };
  useCommands([
    {
      id: "run.startAgain",
      title: `Start ${run.task.id} again from this moment`,
      group: "Run",
      enabled,
      run: start,
    },
  ]);
  return (
    <Button
      kind="quiet"
      disabled={!enabled}
      title={
        undecided
          ? "Send the run back or discard it first"
          : checkpoint === undefined
            ? "No files are kept of this moment"
            : undefined
      }
      onClick={() => void start()}
    >
      Start again from here
    </Button>
  );
}
