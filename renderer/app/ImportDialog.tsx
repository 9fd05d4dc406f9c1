import { asProblem } from "@shared/base/problem";
import type { OtherRecording } from "@shared/contracts/recordings";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { doJob } from "../store/job";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { Progress } from "../ui/Progress";

/** Milliseconds until the dialog appears. Most runs are copied sooner. */
const patience = 300;

/** Imports the folder of a run, and shows the progress once the import takes long. */
export function ImportDialog({
  path,
  onEnd,
}: {
  path: string;
  /**
   * Must stay the same function. Called with the imported recording, or with undefined after a cancellation or
   * a refusal.
   */
  onEnd: (imported?: OtherRecording) => void;
}) {
  const [part, setPart] = useState(0);
  const [isLong, setLong] = useState(false);
  useEffect(() => {
    const life = new AbortController();
    const timer = setTimeout(() => setLong(true), patience);
    doJob((job) => call("recordings.import", { job, path }), setPart, life.signal)
      .catch((error: unknown) => {
        if (asProblem(error).code !== "cancelled") sayProblem(error);
        return undefined;
      })
      .then((imported) => {
        if (!life.signal.aborted) onEnd(imported);
      });
    return () => {
      clearTimeout(timer);
      life.abort();
    };
  }, [path, onEnd]);
  if (!isLong) return null;
  return (
    <Dialog title="Importing a run" onCancel={() => onEnd()}>
      <p className="mono soft import-path">{path}</p>
      <Progress part={part} label="Imported" />
      <DialogActions>
        <Button onClick={() => onEnd()}>Cancel</Button>
      </DialogActions>
    </Dialog>
  );
}
