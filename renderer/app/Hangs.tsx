import type { CallInput, EventPayload } from "@shared/contracts";
import { useEffect, useState } from "react";
import { call, on } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";

type Process = CallInput<"app.restart">["process"];

/** What is said of each process that does not answer. */
const words: Record<Process, { readonly text: string; readonly restart: string }> = {
  engine: {
    text: "Specwright's engine does not answer, so saving and runs wait. Your edits are kept as drafts. A restart ends the runs that go on; their recordings are kept.",
    restart: "Restart the engine",
  },
  terminals: {
    text: "The terminals do not answer. A restart ends the runs that go on; their recordings are kept.",
    restart: "Restart the terminals",
  },
};

/** Says which processes hang, until they answer or are started again. */
export function Hangs() {
  const [hangs, setHangs] = useState<EventPayload<"app.hangs">>({
    engine: false,
    terminals: false,
  });
  useEffect(() => on("app.hangs", setHangs), []);
  const processes: readonly Process[] = ["engine", "terminals"];
  return processes.map(
    (process) =>
      hangs[process] && (
        <div key={process} className="notice stop">
          <div className="notice-text">
            {words[process].text}
            <div className="notice-actions">
              <Button onClick={() => call("app.restart", { process }).catch(sayProblem)}>
                {words[process].restart}
              </Button>
            </div>
          </div>
        </div>
      ),
  );
}
