import type { EventPayload } from "@shared/contracts";
import { useEffect, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";

/** Asks for confirmation before quitting ends active runs. */
export function QuitDialog() {
  const [runs, setRuns] = useState<EventPayload<"app.quitAsked">["runs"]>([]);
  useEffect(() => on("app.quitAsked", (asked) => setRuns(asked.runs)), []);
  if (runs.length === 0) return null;
  const stay = () => setRuns([]);
  return (
    <Dialog
      title={runs.length === 1 ? "One run goes on" : `${runs.length} runs go on`}
      onCancel={stay}
    >
      <ul className="quit-runs">
        {runs.map(({ task, title }) => (
          <li key={task}>
            <span className="chip">{task}</span> <span className="cut">{title}</span>
          </li>
        ))}
      </ul>
      <p className="soft">
        Quitting stops {runs.length === 1 ? "it" : "them"} and marks{" "}
        {runs.length === 1 ? "it" : "them"} as interrupted. Recordings and working trees are kept.
      </p>
      <DialogActions>
        <Button onClick={stay} autoFocus>
          Go on
        </Button>
        <Button kind="primary" onClick={() => call("app.quit").catch(sayProblem)}>
          Stop and quit
        </Button>
      </DialogActions>
    </Dialog>
  );
}
