import type { Density } from "@shared/recordings/density";
import {
  memo,
  type PointerEvent,
  type RefObject,
  useEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import { useStore } from "zustand";
import { clock } from "../ui/time";
import { useAfterScreen } from "./after-screen";
import { MarkShape } from "./MarkShape";
import type { Mark } from "./marks";
import type { Player } from "./player";
import { heights, placeLabels, placeShapes } from "./track-layout";

/** Pixels: the width of a bar with and without its gap, and the height of the highest bar. */
const bar = { pitch: 5, width: 4, height: 24 } as const;

/** The whole recording as a line: the amount of output over time, the events, and the position. */
export function Track({
  player,
  marks,
  duration,
  density,
}: {
  player: Player;
  marks: readonly Mark[];
  /** Seconds. */
  duration: number;
  /** Undefined until the recording is read. */
  density: Density | undefined;
}) {
  const track = useRef<HTMLDivElement>(null);
  const width = useWidth(track);
  const second = useStore(player.store, (state) => Math.floor(state.position));
  const count = Math.max(1, Math.floor(width / bar.pitch));
  const bars = useMemo(
    () => (density ? barsPath(heights(density, duration, count)) : ""),
    [density, duration, count],
  );
  const shownMarks = useAfterScreen(player, marks);

  const scrub = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    player.seek(((event.clientX - box.left) / box.width) * duration);
  };

  return (
    <div
      ref={track}
      className="track"
      role="slider"
      aria-label="Position in the recording"
      aria-valuemin={0}
      aria-valuemax={Math.floor(duration)}
      aria-valuenow={second}
      aria-valuetext={`${clock(second)} of ${clock(duration)}`}
      aria-disabled={!density}
      data-duration={duration}
      tabIndex={0}
      onPointerDown={(event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        scrub(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) scrub(event);
      }}
    >
      <LoopPart player={player} duration={duration} />
      <Bars path={bars} count={count} className="track-bars" />
      <Played player={player} duration={duration} path={bars} count={count} />
      <Marks marks={shownMarks} duration={duration} width={width} />
    </div>
  );
}

/** The part of a recording before a time, from 0 to 1. */
const partBefore = (time: number, duration: number) =>
  duration > 0 ? Math.min(1, time / duration) : 0;

/** The events as shapes, some with a label. Drawn again only when the events change. */
const Marks = memo(function Marks({
  marks,
  duration,
  width,
}: {
  marks: readonly Mark[];
  /** Seconds. */
  duration: number;
  /** Pixels. */
  width: number;
}) {
  const at = ({ time }: Mark) => partBefore(time, duration) * width;
  const labels = placeLabels(marks, width, at, labelWidth);
  return (
    <>
      {placeShapes(marks, at).map(({ mark, more }) => (
        <span
          key={mark.key}
          className="track-dot"
          title={`${clock(mark.time)} ${mark.text}${more > 0 ? ` · ${more} more here` : ""}`}
          style={{ left: `${partBefore(mark.time, duration) * 100}%` }}
        >
          <MarkShape kind={mark.kind} />
        </span>
      ))}
      {labels.map(({ mark, left }) => (
        <span key={mark.key} className="track-label" style={{ left }} aria-hidden="true">
          {mark.label}
        </span>
      ))}
    </>
  );
});

/** The looped part, or only its start while its end is not marked. */
function LoopPart({ player, duration }: { player: Player; duration: number }) {
  const loop = useStore(player.store, (state) => state.loop);
  if (loop.marked === "none") return null;
  const left = partBefore(loop.from, duration) * 100;
  const right = loop.marked === "both" ? partBefore(loop.to, duration) * 100 : left;
  const words =
    loop.marked === "both"
      ? `Loop from ${clock(loop.from)} to ${clock(loop.to)}`
      : `Loop from ${clock(loop.from)}`;
  return (
    <div
      className={`track-loop ${loop.marked}`}
      role="img"
      aria-label={words}
      title={words}
      style={{ left: `${left}%`, width: `${right - left}%` }}
    />
  );
}

/** The played part and the head. Only this component is drawn with every frame. */
function Played({
  player,
  duration,
  path,
  count,
}: {
  player: Player;
  duration: number;
  path: string;
  count: number;
}) {
  const position = useStore(player.store, (state) => state.position);
  const percent = duration > 0 ? Math.min(100, (position / duration) * 100) : 0;
  return (
    <>
      <div className="track-played" style={{ clipPath: `inset(0 ${100 - percent}% 0 0)` }}>
        <Bars path={path} count={count} className="track-bars" />
      </div>
      <div className="track-head" style={{ left: `${percent}%` }} />
    </>
  );
}

function Bars({ path, count, className }: { path: string; count: number; className: string }) {
  return (
    <svg
      className={className}
      viewBox={`0 0 ${count * bar.pitch} ${bar.height}`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}

/** One path for all bars. A time without output has a line of one pixel. */
const barsPath = (parts: readonly number[]): string =>
  parts
    .map((part, index) => {
      const height = Math.max(1, Math.round(part * bar.height));
      return `M${index * bar.pitch} ${bar.height - height}h${bar.width}v${height}h-${bar.width}z`;
    })
    .join("");

/** The width of an element in pixels; follows its changes. */
function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (!element) return;
    const observer = new ResizeObserver(() => setWidth(element.clientWidth));
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return width;
}

const pen = document.createElement("canvas").getContext("2d");

/** The width of a label in the track's font, in pixels. */
function labelWidth(label: string): number {
  if (!pen) return label.length * 6;
  pen.font = '11px "IBM Plex Sans"';
  return Math.ceil(pen.measureText(label).width);
}
