import type { LoggedEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/project";
import type { RunSummary } from "@shared/runs/summary";
import { runWord } from "@shared/runs/words";
import { useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { Fact } from "../ui/RunFacts";
import { clock } from "../ui/time";
import { Word } from "../ui/Word";
import { lastReached } from "./clock";
import { MarkShape } from "./MarkShape";
import type { Mark } from "./marks";
import type { Player } from "./player";
import { happened, runAfter } from "./run-at";

/** The position in whole seconds; a component that uses it is drawn once a second and not every frame. */
const useSecond = (player: Player) => useStore(player.store, (state) => Math.floor(state.position));

/** The index of the mark that was reached last. */
const useReached = (player: Player, marks: readonly Mark[]) => {
  const times = useMemo(() => marks.map(({ time }) => time), [marks]);
  return useStore(player.store, (state) => lastReached(times, state.position));
};

/** The run as it was at the player's position; undefined as long as it is not known. */
export function useRunAt(
  player: Player,
  events: readonly LoggedEvent[] | undefined,
): Run | undefined {
  // A number, so that what rests on it is drawn when something happened and not with every frame.
  const count = useStore(player.store, ({ recording, position }) =>
    events && recording.status === "ready"
      ? happened(events, position, recording.value.outline.duration)
      : undefined,
  );
  return useMemo(
    () => (events && count !== undefined ? runAfter(events, count) : undefined),
    [events, count],
  );
}

/** What had happened last, and which checkpoint holds the files. */
export function Moment({
  player,
  marks,
  checkpoint,
}: {
  player: Player;
  marks: readonly Mark[];
  checkpoint?: string | undefined;
}) {
  const second = useSecond(player);
  const mark = marks[useReached(player, marks)];
  return (
    <Fact title={`At ${clock(second)}`}>
      <p className="moment-text" title={mark?.text}>
        {mark?.text ?? "Nothing has happened yet"}
      </p>
      {checkpoint !== undefined && <p className="soft">{checkpoint}</p>}
    </Fact>
  );
}

/** The task, and where it stood. */
export function TaskAt({ run, then }: { run: RunSummary; then: Run | undefined }) {
  const [word, tone] = runWord((then ?? run).state);
  return (
    <Fact title="Task" chip={run.task.id}>
      <p className="task-at">
        {run.task.title} <Word tone={tone}>{word}</Word>
      </p>
    </Fact>
  );
}

/** What happened when. The one that was reached last is marked, and kept in sight. */
export function Events({ player, marks }: { player: Player; marks: readonly Mark[] }) {
  const reached = useReached(player, marks);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const rows = list.current;
    const row = rows?.children[Math.max(0, reached)];
    if (!rows || !(row instanceof HTMLElement)) return;
    // The list alone is scrolled: what else the side panel shows stays where it is.
    const top = row.offsetTop - rows.offsetTop;
    const bottom = top + row.offsetHeight;
    if (top < rows.scrollTop) rows.scrollTop = top;
    else if (bottom > rows.scrollTop + rows.clientHeight)
      rows.scrollTop = bottom - rows.clientHeight;
  }, [reached]);
  return (
    <ol className="evidence-events" ref={list}>
      {marks.map((mark, index) => (
        <li key={mark.key}>
          <button
            type="button"
            aria-current={index === reached}
            title={mark.text}
            onClick={() => player.seek(mark.time)}
          >
            <span className="mono time">{clock(mark.time)}</span>
            <MarkShape kind={mark.kind} />
            <span className="event-text">{mark.text}</span>
          </button>
        </li>
      ))}
    </ol>
  );
}
