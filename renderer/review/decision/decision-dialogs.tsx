import { Problem } from "@shared/base/problem";
import type { RunChange } from "@shared/contracts/runs";
import { kindWord } from "@shared/review/kinds";
import type { RunSummary } from "@shared/runs/summary";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { type ReactNode, useEffect, useId, useState } from "react";
import { call, on } from "../../store/bridge";
import { fieldName } from "../../store/field-text";
import { useKeptText } from "../../store/kept-text";
import { say, sayProblem } from "../../store/notices";
import { useTrust } from "../../store/trust";
import { Button } from "../../ui/Button";
import { Dialog, DialogActions } from "../../ui/Dialog";
import { FileStatus, LineCounts, type ShownFile } from "../../ui/Diff";
import { HiddenWarning, ShownText } from "../../ui/ShownText";
import { TrustWords } from "../../ui/TrustWords";
import { shortDigest } from "../Verified";

/** The most files that a question names; more are counted. */
const namedFiles = 8;

export function ApproveDialog({
  run,
  change,
  unseen,
  beside,
  onClose,
}: {
  run: RunSummary;
  change: RunChange;
  /** Its files that were not shown. */
  unseen: readonly ShownFile[];
  /** Further facts, one sentence each. */
  beside: readonly string[];
  onClose: () => void;
}) {
  const [behind, setBehind] = useState<string>();
  useEffect(
    () =>
      on("runs.approvalWaits", (waits) => {
        if (waits.run === run.id) setBehind(waits.behind);
      }),
    [run.id],
  );
  const more = change.files.length - namedFiles;
  const digest = "recording" in run.state ? run.state.recording.digest : "";
  return (
    <Question
      title="Approve this change?"
      onClose={onClose}
      verb={unseen.length === 0 ? "Approve and merge" : `Approve with ${unseen.length} not shown`}
      doing="Approving"
      ask={() => call("runs.approve", { run: run.id, shown: change.commit })}
      stop={() => call("runs.stopApproval", { run: run.id })}
      status={behind && `Waits for ${behind}.`}
    >
      <HiddenWarning texts={[...change.files.map(namesOf), run.branch, ...beside]} />
      <p>
        It becomes one commit on{" "}
        <b>
          <ShownText text={run.branch} />
        </b>
        , and {run.task.id} is ticked in the task list.
      </p>
      <ul className="decision-files">
        {change.files.slice(0, namedFiles).map((file) => (
          <li key={file.path}>
            <FileStatus status={file.status} />
            <span className="cut path" title={withHiddenMarked(file.path)}>
              <bdi>
                <ShownText text={namesOf(file)} />
              </bdi>
            </span>
            {kindWord(file) !== "" && <span className="diff-mark">{kindWord(file)}</span>}
            <LineCounts file={file} />
          </li>
        ))}
        {more > 0 && <li className="soft">and {more} more</li>}
      </ul>
      {unseen.length > 0 && (
        <div className="decision-warning">
          <p>You have not seen what these files hold:</p>
          <ul>
            {unseen.slice(0, namedFiles).map(({ path, left }) => (
              <li key={path}>
                <bdi>
                  <ShownText text={path} />
                </bdi>{" "}
                ({left})
              </li>
            ))}
            {unseen.length > namedFiles && <li>and {unseen.length - namedFiles} more</li>}
          </ul>
        </div>
      )}
      {beside.length > 0 && (
        <ul className="decision-warning" aria-label="To be known before">
          {beside.slice(0, namedFiles).map((text) => (
            <li key={text}>
              <ShownText text={text} />
            </li>
          ))}
          {beside.length > namedFiles && (
            <li>and {beside.length - namedFiles} more, all of them above the change</li>
          )}
        </ul>
      )}
      <p className="soft">
        The commit names the spec, task {run.task.id}, this run, and the recording{" "}
        <span className="mono">sha256:{shortDigest(digest)}</span>.
      </p>
    </Question>
  );
}

/** The file's path, with its earlier path after a renaming. */
const namesOf = ({ path, was }: RunChange["files"][number]): string =>
  was === undefined ? path : `${was} → ${path}`;

export function SendBackDialog({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  const { text: note = "", write, sent } = useKeptText(fieldName("send-back", run.id));
  const field = useId();
  return (
    <Question
      title={`Send ${run.task.id} back?`}
      onClose={onClose}
      verb="Send back"
      doing="Sending back"
      ready={note.trim() !== ""}
      ask={async () => {
        await call("runs.sendBack", { run: run.id, note: note.trim() });
        sent();
      }}
    >
      <p>
        Nothing reaches {run.branch}; the work is kept under a ref. The next run of the task is told
        what you write here.
      </p>
      <label htmlFor={field} className="decision-label">
        What should be different
      </label>
      <textarea
        id={field}
        className="field decision-note"
        rows={5}
        maxLength={4000}
        value={note}
        onChange={(event) => write(event.target.value)}
      />
    </Question>
  );
}

export function DiscardDialog({ run, onClose }: { run: RunSummary; onClose: () => void }) {
  return (
    <Question
      title="Discard this run?"
      onClose={onClose}
      verb="Discard run"
      doing="Discarding"
      kind="danger"
      ask={async () => {
        const { left } = await call("runs.discard", { run: run.id });
        if (left !== undefined) say(left);
      }}
    >
      <p>
        Nothing reaches {run.branch}. Its working tree is removed; the work is kept under a ref and
        the recording stays. What cannot be kept stays where it is, and is named.
      </p>
    </Question>
  );
}

/** A question that closes when its action is done or refused. */
function Question({
  title,
  verb,
  doing,
  kind = "primary",
  ready = true,
  ask,
  stop,
  status,
  onClose,
  children,
}: {
  title: string;
  verb: string;
  doing: string;
  kind?: "primary" | "danger";
  ready?: boolean;
  ask: () => Promise<unknown>;
  /** Cancels the action while it waits. Without it, closing the dialog leaves the action going on. */
  stop?: () => Promise<unknown>;
  /** The state of the action, in a sentence. */
  status?: string | undefined;
  onClose: () => void;
  children: ReactNode;
}) {
  const [asking, setAsking] = useState(false);
  // A run from the command line may belong to a project that the person has not trusted here.
  const trust = useTrust();
  const trusted = trust.risks?.trusted ?? true;
  const answer = async () => {
    setAsking(true);
    try {
      await trust.give();
      await ask();
    } catch (error) {
      if (!(error instanceof Problem && error.code === "cancelled")) sayProblem(error);
    }
    onClose();
  };
  const cancel = () => {
    if (asking && stop) stop().catch(sayProblem);
    else onClose();
  };
  return (
    <Dialog title={title} onCancel={cancel}>
      {children}
      {asking && status && <p role="status">{status}</p>}
      {trust.risks && !trusted && <TrustWords doing={doing} risks={trust.risks} />}
      <DialogActions>
        <Button onClick={cancel}>Cancel</Button>
        <Button kind={kind} disabled={asking || !ready} onClick={answer}>
          {trusted ? verb : `Trust, then ${verb.toLowerCase()}`}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
