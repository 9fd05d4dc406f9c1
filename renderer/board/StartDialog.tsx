import { asProblem } from "@shared/base/problem";
import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import type { ToStart } from "@shared/contracts/runs";
import { type NotTaken, notTakenSentences } from "@shared/runs/not-taken";
import { sandboxWords } from "@shared/runs/sandbox";
import type { Task } from "@shared/tasks/parse-tasks";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { useCallback, useEffect, useState } from "react";
import { call } from "../store/bridge";
import { go } from "../store/route";
import { expectedTerminalSize } from "../store/terminal-size";
import { useTrust } from "../store/trust";
import { flushDrafts } from "../store/unsaved";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { HiddenWarning, ShownCommand, ShownText } from "../ui/ShownText";
import { TrustWords } from "../ui/TrustWords";
import { AgentChoices, useAgentChoice } from "./AgentChoices";
import { NoSandbox } from "./NoSandbox";
import { PromptParts, usePrompt } from "./PromptParts";

/** Chooses the agent for a task and shows, before anything starts, what will run and where. */
export function StartDialog({
  project,
  feature,
  task,
  onClose,
}: {
  project: ProjectSnapshot;
  feature: FeatureSummary;
  task: Task;
  onClose: () => void;
}) {
  const trust = useTrust();
  const trusted = trust.risks?.trusted ?? true;
  const choice = useAgentChoice(feature.id, task.id);
  const { agent, missing } = choice.chosen;
  const [refused, setRefused] = useState<string>();
  const [recordsInput, setRecordsInput] = useState(false);
  const [unconfined, setUnconfined] = useState(false);
  const [busy, setBusy] = useState(false);
  const [shown, setShown] = useState<ToStart>();
  const look = useCallback(
    () =>
      call("runs.toStart", { feature: feature.id, task: task.id }).then(setShown, (error) =>
        setRefused(asProblem(error).message),
      ),
    [feature.id, task.id],
  );
  // The branch may move while the dialog is open.
  const { commit } = project.branch;
  const prompt = usePrompt(feature.id, task.id, commit);
  useEffect(() => {
    if (commit) void look();
  }, [look, commit]);

  const start = async () => {
    if (!agent || !shown) return;
    setBusy(true);
    setRefused(undefined);
    try {
      await flushDrafts();
      await trust.give();
      const size = expectedTerminalSize();
      const what = {
        feature: feature.id,
        task: task.id,
        agent,
        size,
        recordsInput,
        ...(unconfined ? { unconfined } : {}),
        shown: shown.digest,
        ...(prompt.edited === undefined ? {} : { prompt: prompt.edited }),
      };
      const run = await call("runs.start", what);
      onClose();
      go({ place: "run", run: run.id });
    } catch (error) {
      setRefused(asProblem(error).message);
      // The shown content may have changed meanwhile.
      trust.look();
      void look();
      setBusy(false);
    }
  };

  return (
    <Dialog title={`Start ${task.id}`} onCancel={onClose} width={560}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <HiddenWarning
          texts={[
            shown?.line ?? task.title,
            shown?.setUp ?? "",
            shown?.validation ?? "",
            choice.command,
          ]}
        />
        <ShownCommand label="Task" text={shown?.title ?? task.title} />
        <AgentChoices choice={choice} onLeave={onClose} />
        <dl className="start-facts">
          <dt>Starts from</dt>
          <dd>
            <BranchWords project={project} base={shown?.base} />
            {shown && <NotTakenWords notTaken={shown.notTaken} />}
          </dd>
          {shown?.setUp !== undefined && (
            <>
              <dt>First runs</dt>
              <dd className="mono">
                <ShownCommand label="Set-up" text={shown.setUp} />
              </dd>
            </>
          )}
          {shown !== undefined && (
            <>
              <dt>Then runs</dt>
              {shown.validation === undefined ? (
                <dd className="soft">no validation: the task names no command</dd>
              ) : (
                <dd className="mono">
                  <ShownCommand label="Validation" text={shown.validation} />
                </dd>
              )}
            </>
          )}
          {shown !== undefined && shown.sandbox.kind !== "missing" && (
            <>
              <dt>Sandbox</dt>
              <dd>{sandboxWords(shown.sandbox)}</dd>
            </>
          )}
        </dl>
        {shown?.sandbox.kind === "missing" && (
          <NoSandbox sandbox={shown.sandbox} allowed={unconfined} onAllow={setUnconfined} />
        )}
        <PromptParts prompt={prompt} />
        <label className="start-input">
          <input
            type="checkbox"
            checked={recordsInput}
            onChange={(event) => setRecordsInput(event.target.checked)}
          />
          <span>
            Record what I type
            <span className="faint">
              Off for each run until you turn it on. What the terminal hides, such as passwords, is
              never recorded.
            </span>
          </span>
        </label>
        {trust.risks && !trusted && <TrustWords doing="Starting" risks={trust.risks} />}
        <p className="start-refused" role="alert">
          {refused}
        </p>
        <p className="start-missing" id="start-missing" role="status">
          {missing ??
            (shown?.sandbox.kind === "missing" && !unconfined
              ? "Install what confines runs, or allow runs without it."
              : undefined)}
        </p>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            kind="primary"
            type="submit"
            disabled={busy || !agent || !shown || (shown.sandbox.kind === "missing" && !unconfined)}
            aria-describedby="start-missing"
            autoFocus
          >
            {busy ? "Starting" : trusted ? "Start" : "Trust and start"}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function BranchWords({ project, base }: { project: ProjectSnapshot; base: string | undefined }) {
  const { branch, uncommitted, unlisted } = project;
  const commit = (base ?? branch.commit).slice(0, 7);
  return (
    <>
      {branch.kind === "branch" ? <ShownText text={branch.name} /> : "no branch"} at{" "}
      <span className="mono">{commit}</span>
      {unlisted !== undefined && (
        <div className="start-uncommitted">
          Without the files that are not committed; git could not name them
        </div>
      )}
      {unlisted === undefined && uncommitted === undefined && (
        <div className="start-uncommitted">
          Without the files that are not committed; git has not named them yet
        </div>
      )}
      {unlisted === undefined && uncommitted !== undefined && uncommitted.length > 0 && (
        <div className="start-uncommitted" title={uncommitted.map(withHiddenMarked).join("\n")}>
          {uncommitted.length === 1
            ? `Without ${withHiddenMarked(uncommitted[0] ?? "")}, which is not committed`
            : `Without ${uncommitted.length} files that are not committed`}
        </div>
      )}
    </>
  );
}

function NotTakenWords({ notTaken }: { notTaken: NotTaken }) {
  const lists = [notTaken.taken, notTaken.tooLarge, notTaken.ignored, notTaken.submodules];
  const names = lists.flatMap((list) => list?.names ?? []).map(withHiddenMarked);
  return notTakenSentences(notTaken).map((sentence) => (
    <div key={sentence} className="soft" title={names.join("\n")}>
      {sentence}
    </div>
  ));
}
