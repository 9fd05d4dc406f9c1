import type { RunSummary } from "@shared/runs/summary";
import { agentWords } from "@shared/runs/words";
import { useEffect, useRef, useState } from "react";
import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { sayProblem } from "../store/notices";
import { go, useRoute } from "../store/route";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { EmptyState } from "../ui/EmptyState";
import { Fact, RequirementsFact, RunAside, RunBar, TaskFact } from "../ui/RunFacts";
import { RunSplit } from "../ui/RunSplit";
import { ShownCommand, ShownText } from "../ui/ShownText";
import { shortcutWords } from "../ui/shortcut";
import { Elapsed } from "./Elapsed";
import { LiveView } from "./LiveView";
import "./runs.css";

const leave = "Mod+Shift+E";
const finishKeys = "Mod+Shift+Enter";

/** A run that is being prepared or that goes on: its live terminal, and what it is about. */
export function RunPane({ run }: { run: RunSummary }) {
  const pane = useRef<HTMLDivElement>(null);
  const [asks, setAsks] = useState<"stop" | "finish">();
  const [fromGrid] = useState(() => useRoute.getState().before.at(-1)?.place === "all-runs");
  const { state } = run;
  const running = state.phase === "running";
  const canFinish = state.phase === "running" && state.step === "agent" && !state.finishAsked;
  // What has finished by its own word loses nothing.
  const finish = () => {
    if (state.phase === "running" && state.waiting?.finished && state.waiting.told)
      call("runs.finish", { run: run.id }).catch(sayProblem);
    else setAsks("finish");
  };

  useCommands([
    {
      id: "run.stop",
      title: `Stop the run of ${run.task.id}`,
      group: "Run",
      shortcut: "Mod+.",
      enabled: running,
      run: () => setAsks("stop"),
    },
    {
      id: "run.finish",
      title: `Finish the run of ${run.task.id}`,
      group: "Run",
      shortcut: finishKeys,
      enabled: canFinish,
      run: finish,
    },
    {
      id: "run.leaveTerminal",
      title: "Leave the terminal",
      group: "Run",
      shortcut: leave,
      enabled: running,
      run: () => pane.current?.querySelector<HTMLElement>("aside")?.focus(),
    },
  ]);

  useEffect(() => {
    if (fromGrid) pane.current?.querySelector<HTMLElement>("aside")?.focus();
  }, [fromGrid]);
  // Esc leads back to the grid, and Enter into the terminal. Inside the terminal both belong to the program.
  useEffect(() => {
    const element = pane.current;
    const press = (event: KeyboardEvent) => {
      const { target } = event;
      if (event.defaultPrevented || !(target instanceof Element)) return;
      if (target.closest(".terminal, dialog")) return;
      if (event.key === "Escape" && fromGrid) go({ place: "all-runs", run: run.id });
      else if (event.key === "Enter" && !target.closest("button"))
        element?.querySelector("textarea")?.focus();
      else return;
      event.preventDefault();
    };
    element?.addEventListener("keydown", press);
    return () => element?.removeEventListener("keydown", press);
  }, [fromGrid, run.id]);

  if (run.state.phase === "start-failed") return <NotStarted run={run} reason={run.state.reason} />;
  return (
    <div className="run-pane" ref={pane}>
      <RunBar
        run={run}
        detail={
          <>
            <Elapsed since={run.createdAt} /> ·{" "}
            <ShownText text={`${agentWords(run)} · ${run.branch}`} />
          </>
        }
      >
        <Button disabled={!canFinish} onClick={finish}>
          Finish
        </Button>
        <Button kind="danger" disabled={!running} onClick={() => setAsks("stop")}>
          Stop
        </Button>
      </RunBar>
      <RunSplit
        first={running ? <LiveView run={run} takesFocus={!fromGrid} /> : <Preparing />}
        second={<LiveAside run={run} />}
      />
      {asks === "stop" && <StopDialog run={run} onClose={() => setAsks(undefined)} />}
      {asks === "finish" && <FinishDialog run={run} onClose={() => setAsks(undefined)} />}
    </div>
  );
}

function Preparing() {
  return (
    <div className="run-waits" role="status">
      Making a working tree for this run.
    </div>
  );
}

function NotStarted({ run, reason }: { run: RunSummary; reason: string }) {
  return (
    <div className="run-pane">
      <RunBar run={run} detail={<ShownText text={agentWords(run)} />} />
      <EmptyState title="This run did not start">
        <p>{reason}</p>
        <p className="soft">Nothing was changed. Start the task again from the board.</p>
        <Button onClick={() => go({ place: "board", feature: run.feature })}>
          Go to the board
        </Button>
      </EmptyState>
    </div>
  );
}

function StopDialog({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  const [stopping, setStopping] = useState(false);
  const stop = () => {
    setStopping(true);
    call("runs.stop", { run: run.id }).then(onClose, (error: unknown) => {
      onClose();
      sayProblem(error);
    });
  };
  return (
    <Dialog title="Stop this run?" onCancel={onClose} width={420}>
      <p>The agent and everything it started end. Its working tree is kept for review.</p>
      <DialogActions>
        <Button onClick={onClose}>Let it go on</Button>
        <Button kind="danger" disabled={stopping} onClick={stop}>
          Stop run
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function FinishDialog({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  const finish = () => {
    onClose();
    call("runs.finish", { run: run.id }).catch(sayProblem);
  };
  return (
    <Dialog title="Finish this run?" onCancel={onClose} width={420}>
      <p>
        The agent is asked to end, also in the middle of its work. Then the change comes to review
        {run.validations.length === 0 ? "" : ", after its validation"}.
      </p>
      <DialogActions>
        <Button onClick={onClose}>Let it go on</Button>
        <Button kind="primary" onClick={finish}>
          Finish run
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function LiveAside({ run }: { run: RunSummary }) {
  return (
    <RunAside label={`About the run of ${run.task.id}`}>
      <TaskFact run={run} />
      <RequirementsFact run={run} />
      <Fact title="Validation">
        <LiveValidation run={run} />
      </Fact>
      {run.recordsInput && (
        <Fact title="Input">
          <p>What you type here is recorded, but not while the terminal hides it.</p>
        </Fact>
      )}
      <Fact title="Working tree">
        <p className="mono cut" title={run.worktree}>
          {run.worktree}
        </p>
        <p className="mono soft cut" title={run.runBranch}>
          {run.runBranch}
        </p>
      </Fact>
      <div className="foot">
        <p>{whatNext(run)}</p>
        <p className="faint">
          <kbd>{shortcutWords(leave)}</kbd> leaves the terminal
        </p>
      </div>
    </RunAside>
  );
}

function LiveValidation({ run }: { run: RunSummary }) {
  if (run.validations.length === 0) return <p className="soft">The task names no command.</p>;
  const validating = run.state.phase === "running" && run.state.step === "validation";
  return (
    <>
      {run.validations.map(({ command }) => (
        <div className="mono" key={command}>
          <ShownCommand label="Validation" text={command} />
        </div>
      ))}
      <p className="soft">{validating ? "Running now." : "Runs when the agent has ended."}</p>
    </>
  );
}

function whatNext({ state, validations }: RunSummary): string {
  if (state.phase === "running" && state.step === "set-up")
    return "When the set-up ends, the agent starts.";
  if (state.phase === "running" && state.step === "validation")
    return "When the validation ends, the change comes here for review.";
  return validations.length === 0
    ? "When the agent ends, the change comes here for review."
    : "When the agent ends, the validation runs and the change comes here for review.";
}
