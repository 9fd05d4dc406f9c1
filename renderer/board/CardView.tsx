import { waitsFor } from "@shared/runs/words";
import type { Card, ColumnName } from "@shared/tasks/board";
import { taskName } from "@shared/tasks/name";
import type { Staleness } from "@shared/tasks/stale";
import { History } from "lucide-react";
import { Button } from "../ui/Button";
import { Word } from "../ui/Word";

const moves: Record<string, readonly [dx: number, dy: number]> = {
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
};

/** One task. Its title opens the task's run, or starts it when it is ready; arrows go to the cards beside it. */
export function CardView({
  card,
  column,
  stale,
  note,
  onOpen,
  onStart,
  onStale,
  onMove,
}: {
  card: Card;
  column: ColumnName;
  /** The task rests on an older text of what it names. */
  stale: Staleness | undefined;
  /** One more quiet line. */
  note: string | undefined;
  onOpen: () => void;
  onStart: () => void;
  /** Shows the older text and the one that is there now. */
  onStale: () => void;
  onMove: (dx: number, dy: number) => void;
}) {
  const { task, run } = card;
  const ready = column === "Ready";
  // The word says for whom; the whole reason would drown the card.
  const waits = column === "Blocked" && card.tone === "still";
  // A column's own word is not repeated on its cards; beside another there is room for the story only.
  const worded = card.word !== "ready";
  const asks = run !== undefined && waitsFor(run.state) !== undefined;
  const files = task.files.join(", ");
  const act = ready ? onStart : run ? onOpen : undefined;
  return (
    <article
      className="card"
      title={waits ? card.detail : undefined}
      aria-label={[task.id, card.word, stale?.word].filter(Boolean).join(", ")}
      data-task={task.id}
    >
      <div className="card-top">
        <span className="card-id">{task.id}</span>
        <span className="card-marks faint">
          {[task.story, ...(task.parallel && !worded ? ["parallel"] : [])]
            .filter(Boolean)
            .join(" · ")}
        </span>
        {worded && (
          <Word tone={card.tone} sign={asks}>
            {card.word}
          </Word>
        )}
      </div>
      <button
        type="button"
        className="card-title"
        title={task.title}
        aria-disabled={act === undefined}
        onClick={act}
        onKeyDown={(event) => {
          const move = moves[event.key];
          if (!move) return;
          event.preventDefault();
          onMove(...move);
        }}
      >
        {taskName(task.title)}
      </button>
      {files !== "" && (
        <div className="card-files" title={files}>
          {files}
        </div>
      )}
      {card.detail !== "" && !waits && (
        <div className={`card-detail ${asks ? "" : "faint"}`} title={card.detail}>
          {card.detail}
        </div>
      )}
      {note !== undefined && <div className="card-detail faint">{note}</div>}
      {stale && (
        <button type="button" className="card-stale" title={stale.sentence} onClick={onStale}>
          <History size={12} aria-hidden />
          <span className="cut">{stale.word}</span>
        </button>
      )}
      {(ready || run) && (
        <div className="card-actions">
          {ready && <Button onClick={onStart}>Start</Button>}
          {run && (
            <Button kind="quiet" onClick={onOpen}>
              {column === "Running" ? "Watch" : column === "Review" ? "Review" : "Last run"}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
