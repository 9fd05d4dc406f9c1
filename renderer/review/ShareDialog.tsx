import type { RunId } from "@shared/base/ids";
import type { Problem } from "@shared/base/problem";
import { asProblem } from "@shared/base/problem";
import type { SharePreview } from "@shared/contracts/runs";
import { countWords } from "@shared/recordings/redaction-words";
import type { RunSummary } from "@shared/runs/summary";
import { useEffect, useState } from "react";
import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { doJob } from "../store/job";
import { say } from "../store/notices";
import { Button } from "../ui/Button";
import { bytes } from "../ui/bytes";
import { Dialog, DialogActions } from "../ui/Dialog";
import { Progress } from "../ui/Progress";
import "./share.css";

/** Opens a preview of the copy of a run that others would get. Also a command. */
export function ShareButton({ run }: { run: RunSummary }) {
  const [isOpen, setOpen] = useState(false);
  const { phase } = run.state;
  // While the change is being collected, the run is incomplete.
  const enabled = phase !== "ended" && "recording" in run.state;
  useCommands([
    {
      id: "recording.share",
      title: "Share the recording",
      group: "Run",
      enabled,
      run: () => setOpen(true),
    },
  ]);
  return (
    <>
      <Button kind="quiet" disabled={!enabled} onClick={() => setOpen(true)}>
        Share…
      </Button>
      {isOpen && <ShareDialog run={run.id} onClose={() => setOpen(false)} />}
    </>
  );
}

type Step =
  /** `part` is from 0 to 1. */
  | { readonly at: "preparing"; readonly part: number }
  | { readonly at: "failed"; readonly problem: Problem }
  | { readonly at: "shown" | "sharing"; readonly preview: SharePreview };

function ShareDialog({ run, onClose }: { run: RunId; onClose: () => void }) {
  const [step, setStep] = useState<Step>({ at: "preparing", part: 0 });
  useEffect(() => {
    const life = new AbortController();
    const answered = (next: Step) => {
      if (!life.signal.aborted) setStep(next);
    };
    doJob(
      (job) => call("runs.prepareShare", { job, run }),
      (part) => answered({ at: "preparing", part }),
      life.signal,
    ).then(
      (preview) => answered({ at: "shown", preview }),
      (error: unknown) => answered({ at: "failed", problem: asProblem(error) }),
    );
    return () => life.abort();
  }, [run]);

  const preview = "preview" in step ? step.preview : undefined;
  const share = async () => {
    if (preview === undefined) return;
    setStep({ at: "sharing", preview });
    try {
      const { said } = await call("runs.share", { run, shown: preview.shown });
      say(said);
      onClose();
    } catch (error) {
      setStep({ at: "failed", problem: asProblem(error) });
    }
  };
  return (
    <Dialog title="Share this recording?" onCancel={onClose} width={560}>
      {step.at === "preparing" && (
        <>
          <p>Making a copy with its secrets hidden.</p>
          <Progress part={step.part} label="Copied" />
        </>
      )}
      {step.at === "failed" && (
        <p className="share-problem" role="alert" title={step.problem.detail}>
          {step.problem.message}
        </p>
      )}
      {preview && <Preview preview={preview} />}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button kind="primary" disabled={step.at !== "shown"} onClick={share}>
          Share
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Preview({ preview }: { preview: SharePreview }) {
  const { files, hidden, hiddenNow, home, prompt, command, target, place, by } = preview;
  return (
    <>
      <p>
        Whoever can read this repository will see everything that the terminal showed. What is
        hidden was recognised; look yourself for what was not.
      </p>
      <dl className="share-facts">
        <dt>Files</dt>
        <dd>{files.map((file) => `${file.name}, ${bytes(file.bytes)}`).join(" · ")}</dd>
        <dt>Hidden</dt>
        <dd>{countWords(hidden)}</dd>
        <dt>Newly hidden</dt>
        <dd>{countWords(hiddenNow)}</dd>
        {home.named > 0 && (
          <>
            <dt>Your folder</dt>
            <dd>
              <span className="mono">{home.folder}</span> is named {home.named} times, and stays.
            </dd>
          </>
        )}
        {command !== undefined && (
          <>
            <dt>Command</dt>
            <dd>
              <textarea
                readOnly
                rows={command.length > 60 ? 3 : 1}
                aria-label="Command"
                value={command}
              />
            </dd>
          </>
        )}
        <dt>Prompt</dt>
        <dd>
          <textarea readOnly rows={8} aria-label="Prompt" value={prompt.trimEnd()} />
        </dd>
        <dt>Shared by</dt>
        <dd>{by}</dd>
        <dt>Goes to</dt>
        <dd>
          the {target} <span className="mono">{place}</span> of this repository.{" "}
          {target === "branch"
            ? "Nothing is pushed, and your own branch stays as it is."
            : "You commit it yourself."}
        </dd>
      </dl>
    </>
  );
}
