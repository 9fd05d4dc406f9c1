import type { LoggedEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/project";
import type { RunSummary } from "@shared/runs/summary";
import { runWord } from "@shared/runs/words";
import { memo, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { Fact, TaskLink } from "../ui/RunFacts";
import { ShownText } from "../ui/ShownText";
import { clock } from "../ui/time";
import { Word } from "../ui/Word";
import { useAfterScreen } from "./after-screen";
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
    <Fact title="Task" chip={<TaskLink run={run} />}>
      <p className="task-at">
        <ShownText text={run.task.title} /> <Word tone={tone}>{word}</Word>
      </p>
    </Fact>
  );
}

/** What happened when. The one that was reached last is marked, and kept in sight. */
export function Events({ player, marks }: { player: Player; marks: readonly Mark[] }) {
  const reached = useReached(player, marks);
  const list = useRef<HTMLOListElement>(null);
  const rows = useAfterScreen(player, marks);
  useEffect(() => {
    const element = list.current;
    if (!element || rows.length === 0) return;
    // Measured when the frame is laid out anyway.
    const frame = requestAnimationFrame(() => keepInSight(element, Math.max(0, reached)));
    return () => cancelAnimationFrame(frame);
  }, [rows, reached]);
  return (
    <ol className="evidence-events" ref={list}>
      {rows.map((mark, index) => (
        <Event key={mark.key} player={player} mark={mark} isReached={index === reached} />
      ))}
    </ol>
  );
}

/** Kept as it is while it is the same: there may be thousands. */
const Event = memo(function Event({
  player,
  mark: { time, text, kind },
  isReached,
}: {
  player: Player;
  mark: Mark;
  isReached: boolean;
}) {
  return (
    <li>
      <button type="button" aria-current={isReached} title={text} onClick={() => player.seek(time)}>
        <span className="mono time">{clock(time)}</span>
        <MarkShape kind={kind} />
        <span className="event-text">{text}</span>
      </button>
    </li>
  );
});

/** Scrolls the list alone: what else the side panel shows stays where it is. */
function keepInSight(list: HTMLElement, index: number): void {
  const row = list.children[index];
  if (!(row instanceof HTMLElement)) return;
  // The list is positioned, so this counts from its own beginning.
  const top = row.offsetTop;
  const bottom = top + row.offsetHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}
