import type { Problem } from "@shared/contracts/problem";
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
  /** The time whose screen is on the screen; undefined before there is one. */
  readonly shown: number | undefined;
  readonly playing: boolean;
  readonly speed: Speed;
  readonly skipIdle: boolean;
  readonly loop: Loop;
}

/** What a player draws on. */
export interface ReplayScreen extends DrawnScreen {
  /** The rows of the screen as text. */
  screenText(): string;
}

/** Plays a recording on a screen. */
export interface Player {
  readonly store: StoreApi<PlayerState>;
  setRecording(recording: Loading): void;
  /** Acts at once, or in turn once the recording is there: what was pressed while it was read is not lost. */
  whenReady(act: () => void): void;
  /** Draws on this screen until the returned function is called. */
  attach(screen: ReplayScreen): () => void;
  /** Plays or pauses; at the end it plays from the start. */
  toggle(): void;
  /** Goes to a time in seconds. */
  seek(position: number): void;
  seekBy(seconds: number): void;
  /** Pauses at the next event of the recording, or the one before. */
  step(by: -1 | 1): void;
  setSpeed(speed: Speed): void;
  changeSpeed(by: -1 | 1): void;
  setSkipIdle(skipIdle: boolean): void;
  /** Marks where a loop starts, then where it ends, then that there is none. */
  markLoop(): void;
  /** The text on the screen at this moment; undefined when there is no screen, or the recording cannot be shown. */
  textNow(): Promise<string | undefined>;
  dispose(): void;
}

/** The clock that moves a player on; the window's frames in the app. */
export interface Frames {
  /** Calls back once, with the time in milliseconds. */
  request(callback: (now: number) => void): number;
  cancel(request: number): void;
}

/** A frame that comes later than this counts as this late: the window was asleep. Seconds. */
const longestFrame = 0.25;

/**
 * A player that shows the recording's last moment once it is there, as long as nobody went elsewhere.
 * @param problemOf what to tell of an error that came up while the recording was played
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
        // Whoever went elsewhere meanwhile stays there.
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

/** Resolves when what is on the screen is the moment's. While it plays, it is near enough at any time. */
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
