import type { TaskRevision } from "@shared/contracts/revision";
import type { Change } from "@shared/specs/compare-specs";
import { sinceWords } from "@shared/tasks/stale";
import { diffWordsWithSpace } from "diff";
import { Button } from "../ui/Button";
import { Dialog, DialogActions } from "../ui/Dialog";
import "./stale.css";

/** The text that a task rests on and the current text, compared word by word. */
export default function StaleDialog({
  revision,
  onOpenSpec,
  onClose,
}: {
  revision: TaskRevision;
  onOpenSpec: () => void;
  onClose: () => void;
}) {
  return (
    <Dialog title={`${revision.task} rests on an earlier spec`} width={620} onCancel={onClose}>
      <p className="soft">{sinceWords(revision)}. Since then:</p>
      {revision.changes.map((change) => (
        <section key={`${change.kind} ${change.id}`} className="stale-change">
          <h3>
            <span className="chip">{change.id}</span> {said(change)}
          </h3>
          <Texts change={change} />
        </section>
      ))}
      <DialogActions>
        <Button onClick={onOpenSpec}>Open the spec</Button>
        <Button kind="primary" onClick={onClose}>
          Close
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function said(change: Change): string {
  switch (change.kind) {
    case "changed":
      return "changed";
    case "superseded":
      return "superseded, or no longer there";
    case "renumbered":
      return `has the number ${change.to} now, in the same words`;
    case "added":
      return "new";
  }
}

function Texts({ change }: { change: Change }) {
  const was = "was" in change ? change.was : undefined;
  const now = "now" in change ? change.now : undefined;
  const parts = change.kind === "changed" ? diffWordsWithSpace(change.was, change.now) : undefined;
  return (
    <dl>
      {was !== undefined && (
        <>
          <dt>Was</dt>
          <dd>{parts ? <Marked parts={parts} side="removed" /> : was}</dd>
        </>
      )}
      {now !== undefined && (
        <>
          <dt>Now</dt>
          <dd>{parts ? <Marked parts={parts} side="added" /> : now}</dd>
        </>
      )}
    </dl>
  );
}

type Parts = ReturnType<typeof diffWordsWithSpace>;

/** One side of a comparison. Words that the other side does not contain are marked. */
function Marked({ parts, side }: { parts: Parts; side: "added" | "removed" }) {
  const Mark = side === "added" ? "ins" : "del";
  let at = 0;
  return parts
    .filter(({ added, removed }) => (!added && !removed) || (side === "added" ? added : removed))
    .map((part) => {
      at += part.value.length;
      const marked = part.added || part.removed;
      return marked ? <Mark key={at}>{part.value}</Mark> : part.value;
    });
}
