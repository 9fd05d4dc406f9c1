import { useEffect, useRef, useState } from "react";
import { useStore } from "zustand";
import type { Speed } from "../../replay/clock";
import type { Player } from "../../replay/player";
import { type Alignment, overlap, pairOf, type Side } from "./pair";

/** The longest frame, in seconds. A later frame counts as this long, because the window was suspended. */
const longestFrame = 0.25;

/** Controls two players together. Times are in seconds of the common timeline. */
export interface PairControls {
  readonly ready: boolean;
  readonly position: number;
  readonly duration: number;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly alignment: Alignment;
  /** Whether the runs overlapped in time, so that they can be shown by the clock. */
  readonly canShareClock: boolean;
  seek(position: number): void;
  toggle(): void;
  setSpeed(speed: Speed): void;
  setAlignment(alignment: Alignment): void;
}

function useSide(player: Player): Side | undefined {
  const recording = useStore(player.store, (state) => state.recording);
  if (recording.status !== "ready") return undefined;
  const { header, duration } = recording.value.outline;
  return { start: header.timestamp, duration };
}

/** Keeps two players in step. They start at the ends of their recordings. */
export function usePair(first: Player, second: Player): PairControls {
  const a = useSide(first);
  const b = useSide(second);
  const [position, setPosition] = useState<number>();
  const [playing, setPlaying] = useState(false);
  const [speed, setSpeed] = useState<Speed>(1);
  const [alignment, setAlignment] = useState<Alignment>("start");
  const pair = a && b ? pairOf(a, b, alignment) : undefined;
  const [offsetA, offsetB] = pair?.offsets ?? [];
  const duration = pair?.duration ?? 0;
  const at = Math.min(position ?? duration, duration);

  useEffect(() => {
    if (offsetA === undefined || offsetB === undefined) return;
    first.seek(at - offsetA);
    second.seek(at - offsetB);
  }, [first, second, offsetA, offsetB, at]);

  const latest = useRef(at);
  useEffect(() => {
    latest.current = at;
  });
  useEffect(() => {
    if (!playing) return;
    let last: number | undefined;
    let frame = requestAnimationFrame(function tick(now) {
      const elapsed = last === undefined ? 0 : Math.min(longestFrame, (now - last) / 1000);
      last = now;
      const next = Math.min(duration, latest.current + elapsed * speed);
      setPosition(next);
      if (next >= duration) setPlaying(false);
      else frame = requestAnimationFrame(tick);
    });
    return () => cancelAnimationFrame(frame);
  }, [playing, speed, duration]);

  const seek = (time: number) => setPosition(Math.min(duration, Math.max(0, time)));
  return {
    ready: pair !== undefined,
    position: at,
    duration,
    playing,
    speed,
    alignment,
    canShareClock: a !== undefined && b !== undefined && overlap(a, b),
    seek,
    toggle() {
      if (!playing && at >= duration) seek(0);
      setPlaying(!playing && duration > 0);
    },
    setSpeed,
    setAlignment,
  };
}
