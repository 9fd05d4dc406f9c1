import { waitsFor } from "@shared/runs/words";
import type { Card, ColumnName } from "@shared/tasks/board";
import { taskName } from "@shared/tasks/name";
import type { Staleness } from "@shared/tasks/stale";
import { Clock, History } from "lucide-react";
import { type KeyboardEvent, useId } from "react";
import { Button } from "../ui/Button";
import { Word } from "../ui/Word";

/**
 * One task. The title of a ready task starts it; any other title opens the task's run or its line. Each lane
 * has one card that Tab reaches. All functions of a title are only available on that card.
 */
export function CardView({
  card,
  name,
  stop,
  column,
  stale,
  note,
  onOpen,
  onShow,
  onStart,
  onStale,
  picked,
  onPick,
  onKeyDown,
}: {
  card: Card;
  /** The card's name among the cards of the board. */
  name: string;
  /** Whether Tab reaches this card. */
  stop: boolean;
  column: ColumnName;
  /** Set when the task rests on an older text of its requirements. */
  stale: Staleness | undefined;
  /** An additional quiet line. */
  note: string | undefined;
  onOpen: () => void;
  /** Shows the task's line in the document. */
  onShow: () => void;
  onStart: () => void;
  /** Shows the older text and the current one. */
  onStale: () => void;
  /** Whether the card is chosen; undefined for a card that cannot be chosen. */
  picked: boolean | undefined;
  /** The person ticks the card. `extend` is set while Shift is held. */
  onPick: (extend: boolean) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  const facts = useId();
  const { task, run, queued = false } = card;
  const ready = column === "Ready";
  // The word names the other task. The whole reason would be too long for the card.
  const waits = (column === "Blocked" || queued) && card.tone === "still";
  // A column's own word is not repeated on its cards. Beside another word, there is only room for the story.
  const worded = card.word !== "ready";
  const asks = run !== undefined && waitsFor(run.state) !== undefined;
  const files = task.files.join(", ");
  const act = ready ? onStart : run && !queued ? onOpen : onShow;
  return (
    <article
      className="card"
      title={waits ? card.detail : undefined}
      aria-label={[task.id, card.word, stale?.word].filter(Boolean).join(", ")}
      data-task={task.id}
      data-card={name}
      data-lane={column}
    >
      <div className="card-top" id={facts}>
        {picked !== undefined && (
          <input
            type="checkbox"
            className="card-pick"
            aria-label={`Select ${task.id}`}
            tabIndex={-1}
            checked={picked}
            onChange={() => undefined}
            onClick={(event) => onPick(event.shiftKey)}
          />
        )}
        {queued && <Clock size={13} className="faint" aria-hidden />}
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
        aria-describedby={facts}
        tabIndex={stop ? 0 : -1}
        onClick={act}
        onKeyDown={onKeyDown}
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
        <button
          type="button"
          className="card-stale"
          title={stale.sentence}
          tabIndex={stop ? 0 : -1}
          onClick={onStale}
        >
          <History size={12} aria-hidden />
          <span className="cut">{stale.word}</span>
        </button>
      )}
      {(ready || run) && (
        <div className="card-actions">
          {ready && (
            <Button tabIndex={-1} onClick={onStart}>
              Start
            </Button>
          )}
          {run && (
            <Button kind="quiet" tabIndex={stop && ready ? 0 : -1} onClick={onOpen}>
              {column === "Running" && !queued
                ? "Watch"
                : column === "Review"
                  ? "Review"
                  : "Last run"}
            </Button>
          )}
        </div>
      )}
    </article>
  );
}
