import { memo, useEffect, useMemo, useRef } from "react";
import { useStore } from "zustand";
import { Fact } from "../ui/RunFacts";
import { clock } from "../ui/time";
import { useAfterScreen } from "./after-screen";
import { lastReached } from "./clock";
import { MarkShape } from "./MarkShape";
import type { Mark } from "./marks";
import type { Player } from "./player";

/** The position in whole seconds. A component that uses it is drawn once a second and not with every frame. */
const useSecond = (player: Player) => useStore(player.store, (state) => Math.floor(state.position));

/** The index of the last mark before the position. */
const useReached = (player: Player, marks: readonly Mark[]) => {
  const times = useMemo(() => marks.map(({ time }) => time), [marks]);
  return useStore(player.store, (state) => lastReached(times, state.position));
};

/** The last event before the position, and the checkpoint with the files. */
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

/** The events with their times. The last one before the position is marked and kept in view. */
export function Events({ player, marks }: { player: Player; marks: readonly Mark[] }) {
  const reached = useReached(player, marks);
  const list = useRef<HTMLOListElement>(null);
  const rows = useAfterScreen(player, marks);
  useEffect(() => {
    const element = list.current;
    if (!element || rows.length === 0) return;
    // Measures in a frame, when the layout is computed in any case.
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

/** Memoised, because there may be thousands. */
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

/** Scrolls only the list; the rest of the side panel stays where it is. */
function keepInSight(list: HTMLElement, index: number): void {
  const row = list.children[index];
  if (!(row instanceof HTMLElement)) return;
  // The list is positioned, so the offset is relative to the list.
  const top = row.offsetTop;
  const bottom = top + row.offsetHeight;
  if (top < list.scrollTop) list.scrollTop = top;
  else if (bottom > list.scrollTop + list.clientHeight) list.scrollTop = bottom - list.clientHeight;
}
