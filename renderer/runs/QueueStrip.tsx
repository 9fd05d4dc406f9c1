import { asProblem } from "@shared/base/problem";
import type { QueueEntry } from "@shared/contracts/queue";
import type { ToStart } from "@shared/contracts/runs";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { ChevronDown, ChevronUp, Clock, X } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { call } from "../store/bridge";
import { change } from "../store/queue";
import { go } from "../store/route";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import { HiddenWarning, ShownCommand, ShownText } from "../ui/ShownText";

/** The queue in its order, with what each entry waits for. Alt with an arrow moves an entry, Delete removes it. */
export function QueueStrip({ entries }: { entries: readonly QueueEntry[] }) {
  const [looksAt, setLooksAt] = useState<QueueEntry>();
  if (entries.length === 0) return null;
  const move = (at: number, to: number) => {
    const entry = entries[at];
    if (!entry || to < 0 || to >= entries.length) return;
    const before = entries[to < at ? to : to + 1]?.id;
    change(call("queue.move", { id: entry.id, ...(before === undefined ? {} : { before }) }));
  };
  const remove = (entry: QueueEntry) => change(call("queue.remove", { id: entry.id }));
  const press = (event: KeyboardEvent, at: number) => {
    const step = { ArrowUp: -1, ArrowLeft: -1, ArrowDown: 1, ArrowRight: 1 }[event.key];
    const entry = entries[at];
    if (event.altKey && step !== undefined) move(at, at + step);
    else if (event.key === "Delete" && entry) remove(entry);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <section className="queue" aria-label="Queue">
      <h2>
        Queued <span className="faint">{entries.length}</span>
      </h2>
      <ol>
        {entries.map((entry, at) => (
          <li key={entry.id}>
            <Clock size={13} className="faint" aria-hidden />
            <button
              type="button"
              className="queue-task cut"
              title={`${withHiddenMarked(entry.title)} (Alt with an arrow moves it, Delete removes it)`}
              onClick={() => go({ place: "board", feature: entry.feature, task: entry.task })}
              onKeyDown={(event) => press(event, at)}
            >
              <span className="mono faint">{entry.task}</span> <ShownText text={entry.title} />
            </button>
            <span
              className={`queue-waits cut ${entry.refused === undefined ? "soft" : "refused"}`}
              title={entry.waits}
            >
              {entry.waits ?? "Starts now."}
            </span>
            {entry.refused !== undefined && (
              <Button onClick={() => setLooksAt(entry)}>Look again…</Button>
            )}
            <button
              type="button"
              className="icon"
              aria-label={`Move ${entry.task} up`}
              disabled={at === 0}
              onClick={() => move(at, at - 1)}
            >
              <ChevronUp size={14} aria-hidden />
            </button>
            <button
              type="button"
              className="icon"
              aria-label={`Move ${entry.task} down`}
              disabled={at === entries.length - 1}
              onClick={() => move(at, at + 1)}
            >
              <ChevronDown size={14} aria-hidden />
            </button>
            <button
              type="button"
              className="icon"
              aria-label={`Remove ${entry.task} from the queue`}
              onClick={() => remove(entry)}
            >
              <X size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ol>
      {looksAt && <LookAgain entry={looksAt} onClose={() => setLooksAt(undefined)} />}
    </section>
  );
}

/** Shows what would start now for an entry whose start was refused. */
function LookAgain({ entry, onClose }: { entry: QueueEntry; onClose: () => void }) {
  const [shown, setShown] = useState<ToStart>();
  const [refused, setRefused] = useState<string>();
  const { feature, task, id } = entry;
  useEffect(() => {
    call("runs.toStart", { feature, task }).then(setShown, (error: unknown) =>
      setRefused(asProblem(error).message),
    );
  }, [feature, task]);
  return (
    <Dialog title={`Look at ${task} again`} onCancel={onClose} width={520}>
      <HiddenWarning texts={[shown?.line ?? "", shown?.setUp ?? "", shown?.validation ?? ""]} />
      <p>{entry.refused}</p>
      {shown && (
        <>
          <ShownCommand label="Task" text={shown.title} />
          <dl className="start-facts">
            {shown.setUp !== undefined && (
              <>
                <dt>First runs</dt>
                <dd className="mono">
                  <ShownCommand label="Set-up" text={shown.setUp} />
                </dd>
              </>
            )}
            <dt>Then runs</dt>
            {shown.validation === undefined ? (
              <dd className="soft">no validation: the task names no command</dd>
            ) : (
              <dd className="mono">
                <ShownCommand label="Validation" text={shown.validation} />
              </dd>
            )}
          </dl>
        </>
      )}
      {refused !== undefined && <p role="alert">{refused}</p>}
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button
          kind="primary"
          disabled={shown === undefined}
          onClick={() => {
            if (shown) change(call("queue.retry", { id, shown: shown.digest }));
            onClose();
          }}
        >
          Start when it can
        </Button>
      </DialogActions>
    </Dialog>
  );
}
