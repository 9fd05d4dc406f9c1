import type { Problem } from "@shared/base/problem";
import { partAt } from "@shared/recordings/keyframes";
import { createStore, type StoreApi } from "zustand/vanilla";
import { advance, otherSpeed, type Speed, stepFrom } from "./clock";
import { createDrawing, type Drawing, type DrawnScreen } from "./drawing";
import { type Loop, looped, markLoop, noLoop } from "./loop";
import type { Recording } from "./recording";

export type Loading =
  /** `part` is from 0 to 1. */
  | { readonly status: "loading"; readonly part: number }
  | { readonly status: "ready"; readonly value: Recording }
  | { readonly status: "failed"; readonly problem: Problem };

export interface PlayerState {
  readonly recording: Loading;
  /** Seconds since the recording's start. */
  readonly position: number;
  /** The time of the screen that is drawn; undefined before the first. */
  readonly shown: number | undefined;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly skipIdle: boolean;
  readonly loop: Loop;
}

/** The screen that a player draws on. */
export interface ReplayScreen extends DrawnScreen {
  /** The rows of the screen as text. */
  screenText(): string;
}

/** Plays a recording on a screen. */
export interface Player {
  readonly store: StoreApi<PlayerState>;
  setRecording(recording: Loading): void;
  /**
   * Calls the function when the recording is ready, in the order of the calls. Keys pressed during loading
   * are not lost.
   */
  whenReady(act: () => void): void;
  /** Draws on this screen until the returned function is called. */
  attach(screen: ReplayScreen): () => void;
  /** Plays or pauses. At the end, plays from the start. */
  toggle(): void;
  /** Goes to a time in seconds. */
  seek(position: number): void;
  seekBy(seconds: number): void;
  /** Pauses at the next or previous event of the recording. */
  step(by: -1 | 1): void;
  setSpeed(speed: Speed): void;
  changeSpeed(by: -1 | 1): void;
  setSkipIdle(skipIdle: boolean): void;
  /** Marks the start of a loop, then its end; the third time removes the loop. */
  markLoop(): void;
  /**
   * The text on the screen at this moment; undefined without a screen, or when the recording cannot be shown.
   */
  textNow(): Promise<string | undefined>;
  dispose(): void;
}

/** The clock that advances a player; in the app, the window's frames. */
export interface Frames {
  /** Calls back once, with the time in milliseconds. */
  request(callback: (now: number) => void): number;
  cancel(request: number): void;
}

/** The longest frame, in seconds. A later frame counts as this long, because the window was suspended. */
const longestFrame = 0.25;

/**
 * A player that shows the recording's last moment once it is loaded, unless the person has moved to another.
 * @param problemOf converts an error during playing to a problem
 */
export function createPlayer(frames: Frames, problemOf: (error: unknown) => Problem): Player {
  const store = createStore<PlayerState>(() => ({
    recording: { status: "loading", part: 0 },
    position: 0,
    shown: undefined,
    playing: false,
    speed: 1,
    skipIdle: true,
    loop: noLoop,
  }));
  let screen: ReplayScreen | undefined;
  let drawing: Drawing | undefined;
  let frame: number | undefined;
  let awaiting: (() => void)[] = [];

  const recordingNow = () => {
    const { recording } = store.getState();
    return recording.status === "ready" ? recording.value : undefined;
  };

  const fail = (error: unknown) => {
    pause();
    store.setState({ recording: { status: "failed", problem: problemOf(error) } });
  };

  const draw = () => {
    const recording = recordingNow();
    if (!recording) return;
    if (screen)
      drawing ??= createDrawing(screen, recording, {
        shown: (shown) => store.setState({ shown }),
        failed: fail,
      });
    drawing?.show(store.getState().position);
  };

  const moveTo = (position: number) => {
    const recording = recordingNow();
    if (!recording) return;
    const { duration } = recording.timeline;
    store.setState({ position: Math.min(duration, Math.max(0, position)) });
    draw();
  };

  const pause = () => {
    if (frame !== undefined) frames.cancel(frame);
    frame = undefined;
    store.setState({ playing: false });
  };

  const play = () => {
    const recording = recordingNow();
    if (!recording || store.getState().playing) return;
    const { timeline, parts } = recording;
    const { loop, position: from } = store.getState();
    if (from >= timeline.duration) moveTo(loop.marked === "both" ? loop.from : 0);
    store.setState({ playing: true });
    let last: number | undefined;
    const tick = (now: number) => {
      const { position, speed, skipIdle } = store.getState();
      const elapsed = last === undefined ? 0 : Math.min(longestFrame, (now - last) / 1000);
      last = now;
      const next = advance(timeline, position, elapsed, { speed, skipIdle });
      moveTo(looped(store.getState().loop, next));
      recording.ahead(partAt(parts, store.getState().position) + 1);
      if (store.getState().position >= timeline.duration) pause();
      else frame = frames.request(tick);
    };
    frame = frames.request(tick);
  };

  return {
    store,
    setRecording(recording) {
      if (recording.status !== "ready") return store.setState({ recording });
      store.setState({ recording, position: recording.value.timeline.duration });
      draw();
      const acts = awaiting;
      awaiting = [];
      for (const act of acts) act();
    },
    whenReady(act) {
      const { status } = store.getState().recording;
      if (status === "ready") act();
      else if (status === "loading") awaiting.push(act);
    },
    attach(next) {
      screen = next;
      draw();
      return () => {
        drawing?.close();
        drawing = undefined;
        screen = undefined;
        store.setState({ shown: undefined });
      };
    },
    toggle: () => (store.getState().playing ? pause() : play()),
    seek: moveTo,
    seekBy: (seconds) => moveTo(store.getState().position + seconds),
    step(by) {
      const recording = recordingNow();
      if (!recording) return;
      pause();
      const { position } = store.getState();
      stepFrom(recording, position, by).then((time) => {
        // If the person has moved meanwhile, the position stays.
        if (time !== undefined && store.getState().position === position) moveTo(time);
      }, fail);
    },
    setSpeed: (speed) => store.setState({ speed }),
    changeSpeed: (by) => store.setState(({ speed }) => ({ speed: otherSpeed(speed, by) })),
    setSkipIdle: (skipIdle) => store.setState({ skipIdle }),
    markLoop: () => store.setState(({ loop, position }) => ({ loop: markLoop(loop, position) })),
    async textNow() {
      await settled(store);
      return store.getState().shown === undefined ? undefined : screen?.screenText();
    },
    dispose() {
      awaiting = [];
      pause();
      drawing?.close();
      drawing = undefined;
    },
  };
}

/**
 * Resolves when the drawn screen is that of the position. During playing, the drawn screen is always close
 * enough.
 */
function settled(store: StoreApi<PlayerState>): Promise<void> {
  const isSettled = ({ shown, position, playing, recording }: PlayerState) =>
    shown === undefined || shown === position || playing || recording.status === "failed";
  return new Promise((resolve) => {
    if (isSettled(store.getState())) return resolve();
    const stop = store.subscribe((state) => {
      if (!isSettled(state)) return;
      stop();
      resolve();
    });
  });
}
