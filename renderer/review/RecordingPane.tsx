import type { RecordingId } from "@shared/base/ids";
import type { OtherRecording } from "@shared/contracts/recordings";
import type { Verification } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import { agentWords } from "@shared/runs/words";
import { useState } from "react";
import { ExportButton } from "../replay/ExportDialog";
import { Events, Moment } from "../replay/RunEvents";
import { Screen } from "../replay/Screen";
import { Transport } from "../replay/Transport";
import { type Start, usePlayer } from "../replay/use-player";
import { useShown } from "../replay/use-shown";
import type { Asked } from "../store/asked";
import { call } from "../store/bridge";
import { useCommands } from "../store/commands";
import { sayProblem } from "../store/notices";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { LongText } from "../ui/LongText";
import { Fact, RequirementsFact, RunAside, TaskFact } from "../ui/RunFacts";
import { RunSplit } from "../ui/RunSplit";
import { when } from "../ui/time";
import { Word } from "../ui/Word";
import { WithSharedChange } from "./change/SharedChange";
import { useEventsOf, useVerification } from "./use-run-record";
import "../replay/replay.css";
import "./review.css";
import "./recording.css";

/** With this list, the recording's own marks are shown before the events are known. */
const noEvents: readonly LoggedEvent[] = [];

/** A recording from elsewhere: its player and the facts in it. It offers no decision. */
export function RecordingPane({
  recording,
  start,
  onClose,
}: {
  recording: OtherRecording;
  /** The moment to show; without one, the end. */
  start: Start;
  onClose: () => void;
}) {
  const { id, name, imported, shared } = recording;
  const run = shared?.run ?? imported?.run;
  const player = usePlayer(id);
  const logged = useEventsOf(id, run !== undefined);
  const events = logged.status === "known" ? logged.value : noEvents;
  const { pane, marks, controls } = useShown(player, events, start, run?.id);
  useCommands([
    {
      id: "recording.close",
      title: "Close the recording",
      group: "File",
      run: onClose,
    },
  ]);
  const title = titleOf(recording);
  return (
    <div className="replay elsewhere" ref={pane}>
      <div className="run-bar">
        <h1 className="cut" title={title}>
          {title}
        </h1>
        <Word tone="waiting">{whence(recording)}</Word>
        <span className="detail cut soft">{detailOf(recording)}</span>
        <span className="actions">
          {imported && <RemoveButton recording={recording} onRemoved={onClose} />}
          <ExportButton recording={id} name={title.slice(0, 80)} />
          <Button onClick={onClose}>Close recording</Button>
        </span>
      </div>
      <RunSplit
        first={
          <div className="replay-left">
            {shared ? (
              <WithSharedChange run={shared.run}>
                <Screen player={player} task={name} />
              </WithSharedChange>
            ) : (
              <Screen player={player} task={name} />
            )}
            <Transport player={player} marks={marks} expected={0} controls={controls} />
          </div>
        }
        second={
          <RunAside label={`About ${name}`}>
            {marks.length > 0 && <Moment player={player} marks={marks} />}
            {imported || shared ? (
              <RunFacts id={id} run={run} />
            ) : (
              <Fact title="Trust">
                <p>
                  Recording of somebody else: not verified. It plays here and does nothing else.
                </p>
              </Fact>
            )}
            <FileFact recording={recording} />
            {marks.length > 0 && (
              <Fact title="Events">
                <Events player={player} marks={marks} />
              </Fact>
            )}
          </RunAside>
        }
      />
    </div>
  );
}

const whence = ({ imported, shared }: OtherRecording) =>
  shared ? "shared" : imported ? "imported" : "from elsewhere";

function detailOf({ imported, shared }: OtherRecording): string {
  if (shared) return `Shared by ${shared.run.sharedBy ?? "somebody"}, as the copy says`;
  return imported
    ? `Run of somebody else, imported ${when(imported.at)}`
    : "Recording of somebody else: not verified";
}

/** The title of a recording from elsewhere. */
export function titleOf({ title, name, imported, shared }: OtherRecording): string {
  const task = (shared?.run ?? imported?.run)?.task;
  return task ? `${task.id} ${task.title}` : (title ?? name);
}

function FileFact({ recording }: { recording: OtherRecording }) {
  const { path, version, cols, rows, recordedAt } = recording;
  return (
    <Fact title="File">
      <p className="mono elsewhere-path">{path}</p>
      <p className="soft">
        asciicast {version}, {cols} × {rows}
      </p>
      {recordedAt !== undefined && (
        <p className="soft">Recorded {when(recordedAt)}, as it says itself</p>
      )}
    </Fact>
  );
}

function RunFacts({ id, run }: { id: RecordingId; run: RunSummary | undefined }) {
  const verification = useVerification(id);
  return (
    <>
      <Fact title="Verification">
        <Checks verification={verification} />
        <p className="soft">
          This says whether the files belong together. It does not say who made them.
        </p>
      </Fact>
      {run ? (
        <>
          <TaskFact run={run} />
          <RequirementsFact run={run} />
          <Fact title="Agent">
            <LongText text={agentWords(run)} />
          </Fact>
        </>
      ) : (
        <Fact title="Run">
          <p>Its events are missing or damaged, so nothing is known but the recording.</p>
        </Fact>
      )}
    </>
  );
}

function Checks({ verification }: { verification: Asked<Verification> }) {
  if (verification.status === "asking") return <p role="status">Verifying</p>;
  if (verification.status === "failed")
    return <p className="not-verified">Not verified: {verification.message}</p>;
  const { ok, checks } = verification.value;
  return (
    <>
      <p>
        <Word tone={ok ? "done" : "stop"}>{ok ? "holds together" : "does not verify"}</Word>
      </p>
      <ul className="elsewhere-checks">
        {checks.map((check) => (
          <li key={check.text} className={check.ok ? "soft" : "not-verified"}>
            {check.text}
          </li>
        ))}
      </ul>
    </>
  );
}

function RemoveButton({
  recording,
  onRemoved,
}: {
  recording: OtherRecording;
  onRemoved: () => void;
}) {
  const [asks, setAsks] = useState(false);
  const remove = () => {
    call("recordings.remove", { recording: recording.id }).then(onRemoved, (error: unknown) => {
      setAsks(false);
      sayProblem(error);
    });
  };
  return (
    <>
      <Button kind="quiet" onClick={() => setAsks(true)}>
        Remove
      </Button>
      {asks && (
        <Dialog title="Remove this imported run?" onCancel={() => setAsks(false)} width={420}>
          <p>The copy in the app’s data folder is deleted. The folder it came from stays.</p>
          <DialogActions>
            <Button onClick={() => setAsks(false)}>Cancel</Button>
            <Button kind="danger" onClick={remove}>
              Remove
            </Button>
          </DialogActions>
        </Dialog>
      )}
    </>
  );
}
