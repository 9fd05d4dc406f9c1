import type { RecordingId } from "@shared/base/ids";
import type { Problem } from "@shared/base/problem";
import { asProblem } from "@shared/base/problem";
import { type ExportFormat, exportFormats, exportWords } from "@shared/recordings/export-formats";
import { passedOverWords } from "@shared/recordings/passed-over";
import { useEffect, useId, useRef, useState } from "react";
import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { doJob } from "../store/job";
import { say } from "../store/notices";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { Progress } from "../ui/Progress";
import "./export.css";

/** Opens the dialog that asks for the format and the file of an export. Also a command. */
export function ExportButton({ recording, name }: { recording: RecordingId; name: string }) {
  const [isOpen, setOpen] = useState(false);
  useCommands([
    {
      id: "recording.export",
      title: "Export the recording",
      group: "Run",
      run: () => setOpen(true),
    },
  ]);
  return (
    <>
      <Button kind="quiet" onClick={() => setOpen(true)}>
        Export…
      </Button>
      {isOpen && <ExportDialog recording={recording} name={name} onClose={() => setOpen(false)} />}
    </>
  );
}

type Step =
  | { readonly at: "asking"; readonly problem?: Problem }
  /** `part` is from 0 to 1. */
  | { readonly at: "writing"; readonly part: number };

function ExportDialog({
  recording,
  name,
  onClose,
}: {
  recording: RecordingId;
  name: string;
  onClose: () => void;
}) {
  const [format, setFormat] = useState<ExportFormat>("cast");
  const [step, setStep] = useState<Step>({ at: "asking" });
  const noPictures = useNoPictures();
  const group = useId();
  const life = useRef<AbortController>(undefined);
  const cancel = () => life.current?.abort();
  useEffect(() => () => life.current?.abort(), []);

  const write = async () => {
    const writing = new AbortController();
    life.current = writing;
    setStep({ at: "writing", part: 0 });
    try {
      const written = await doJob(
        (job) => call("recordings.export", { job, recording, format, name }),
        (part) => setStep({ at: "writing", part }),
        writing.signal,
      );
      if (written === null) {
        setStep({ at: "asking" });
        return;
      }
      const torn = written.torn ? " Its last line was cut off and is left out." : "";
      const passedOver = written.passedOver ? ` ${passedOverWords(written.passedOver)}` : "";
      const hidden =
        written.hidden > 0 ? ` ${written.hidden} secrets on its screens are hidden in it.` : "";
      say(`Exported to ${written.path}.${hidden}${passedOver}${torn}`);
      onClose();
    } catch (error) {
      const problem = asProblem(error);
      setStep(problem.code === "cancelled" ? { at: "asking" } : { at: "asking", problem });
    }
  };

  const unavailable = (each: ExportFormat) => (each === "gif" ? noPictures : undefined);
  return (
    <Dialog
      title="Export the recording"
      onCancel={() => (step.at === "writing" ? cancel() : onClose())}
    >
      <fieldset className="export-formats" disabled={step.at === "writing"}>
        <legend className="visually-hidden">Form</legend>
        {exportFormats.map((each) => (
          <label key={each}>
            <input
              type="radio"
              name={group}
              checked={format === each}
              disabled={unavailable(each) !== undefined}
              onChange={() => setFormat(each)}
            />
            <span>
              {exportWords[each].title}
              <span className="soft">{unavailable(each) ?? exportWords[each].about}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <p className="soft">
        What was typed is left out. All that was shown is in it: look whether it may be passed on.
      </p>
      {step.at === "writing" && <Progress part={step.part} label="Exported" />}
      {step.at === "asking" && step.problem && (
        <p className="export-problem" role="alert" title={step.problem.detail}>
          {step.problem.message}
        </p>
      )}
      <DialogActions>
        {step.at === "writing" ? (
          <Button onClick={cancel}>Cancel export</Button>
        ) : (
          <Button onClick={onClose}>Cancel</Button>
        )}
        <Button kind="primary" disabled={step.at === "writing"} onClick={write}>
          Export
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** The reason why no picture can be made on this machine; undefined when one can, or while it is unknown. */
function useNoPictures(): string | undefined {
  const [reason, setReason] = useState<string>();
  useEffect(() => {
    call("recordings.pictures").then(
      ({ unavailable }) => setReason(unavailable ?? undefined),
      (error: unknown) => setReason(asProblem(error).message),
    );
  }, []);
  return reason;
}
