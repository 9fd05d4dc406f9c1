import { asProblem } from "@shared/base/problem";
import { isReproduced, type Redriven, redrivenWords } from "@shared/runs/redriven";
import { changeOf, type RunSummary } from "@shared/runs/summary";
import { isUndecided } from "@shared/runs/words";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { sayProblem } from "../store/notices";
import { go } from "../store/route";
import { expectedTerminalSize } from "../store/terminal-size";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { Word } from "../ui/Word";
import "./redrive.css";

/** Runs the task again with the same prompt and agent, or re-drives the agent with the recorded answers. */
export function Redrive({ run }: { run: RunSummary }) {
  const [busy, setBusy] = useState(false);
  const [redriving, setRedriving] = useState(false);
  const undecided = isUndecided(run);
  const redrivable = run.agent.kind === "built-in" && changeOf(run.state) !== undefined;
  const rerun = async () => {
    setBusy(true);
    try {
      const started = await call("runs.start", {
        feature: run.feature,
        task: run.task.id,
        agent: run.agent,
        size: expectedTerminalSize(),
        repeats: run.id,
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
      id: "run.rerun",
      title: `Re-run ${run.task.id} on ${run.branch} as it is now`,
      group: "Run",
      enabled: !undecided && !busy,
      run: rerun,
    },
    {
      id: "run.redrive",
      title: `Re-drive ${run.task.id} with the recorded answers`,
      group: "Run",
      enabled: redrivable,
      run: () => setRedriving(true),
    },
  ]);
  return (
    <div className="again">
      <Button
        kind="quiet"
        disabled={undecided || busy}
        title={
          undecided
            ? "Send the run back or discard it first"
            : `The same task, prompt and agent, on ${run.branch} as it is now`
        }
        onClick={() => void rerun()}
      >
        Re-run
      </Button>
      {redrivable && (
        <Button
          kind="quiet"
          title="The recorded answers once more: does the agent come to the same files?"
          onClick={() => setRedriving(true)}
        >
          Re-drive…
        </Button>
      )}
      {redriving && <RedriveDialog run={run} onClose={() => setRedriving(false)} />}
    </div>
  );
}

type Step =
  | { readonly at: "asking" }
  | { readonly at: "driving"; readonly from: "start" | "branch" }
  | { readonly at: "done"; readonly redriven: Redriven }
  | { readonly at: "failed"; readonly message: string };

function RedriveDialog({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  const [step, setStep] = useState<Step>({ at: "asking" });
  const from = step.at === "driving" ? step.from : undefined;
  useEffect(() => {
    if (from === undefined) return;
    let shown = true;
    call("runs.redrive", { run: run.id, at: from }).then(
      (redriven) => {
        if (shown) setStep({ at: "done", redriven });
      },
      (error: unknown) => {
        if (shown) setStep({ at: "failed", message: asProblem(error).message });
      },
    );
    return () => {
      shown = false;
      // The re-drive may have finished already; then nothing is stopped.
      call("runs.stopRedrive", { run: run.id }).catch(() => undefined);
    };
  }, [from, run.id]);

  return (
    <Dialog title={`Re-drive ${run.task.id}`} onCancel={onClose}>
      <p>
        The agent gets the recorded answers of its model again, in a working tree of its own that is
        removed afterwards. Commands that it ran are run again. No model is asked.
      </p>
      <div className="redriven" role="status">
        {step.at === "driving" && <p className="soft">Driving the agent…</p>}
        {step.at === "done" && <Result redriven={step.redriven} />}
      </div>
      {step.at === "failed" && (
        <p className="redriven-problem" role="alert">
          {step.message}
        </p>
      )}
      <DialogActions>
        <Button onClick={onClose}>{step.at === "driving" ? "Stop" : "Close"}</Button>
        <Button
          disabled={step.at === "driving"}
          onClick={() => setStep({ at: "driving", from: "branch" })}
        >
          From {run.branch} as it is now
        </Button>
        <Button
          kind="primary"
          disabled={step.at === "driving"}
          onClick={() => setStep({ at: "driving", from: "start" })}
        >
          From where it began
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Result({ redriven }: { redriven: Redriven }) {
  const same = isReproduced(redriven);
  return (
    <>
      <Word tone={same ? "done" : "stop"}>{same ? "reproduced" : "not the same"}</Word>
      {redrivenWords(redriven).map((line) => (
        <p key={line}>{line}</p>
      ))}
    </>
  );
}
