import type { CastEvent, CastHeader } from "@shared/recordings/asciicast";

/** The terminal that an exported page draws on. */
export interface Canvas {
  /** Clears the screen and the terminal's state. */
  reset(): void;
  resize(cols: number, rows: number): void;
  /** `done` is called when the data has been parsed. */
  write(data: string, done: () => void): void;
}

/** Plays a recording. All times are in seconds since its start. */
export interface PagePlayer {
  readonly duration: number;
  readonly position: number;
  readonly playing: boolean;
  /** Plays or pauses; at the end it plays from the start. */
  toggle(): void;
  seek(time: number): void;
  /** Advances by the time that has passed for the person, in seconds. */
  tick(elapsed: number): void;
  speed: number;
  /** Shortens each pause to its first two seconds. */
  skipIdle: boolean;
}

/** UTF-16 units that are written to the terminal at once. */
const batch = 256 * 1024;
/** The seconds of a pause that are shown when pauses are shortened. */
const shownIdle = 2;

/** @param changed called after every change of the position and of playing */
export function createPagePlayer(
  { cols, rows }: CastHeader,
  events: readonly CastEvent[],
  canvas: Canvas,
  changed: () => void,
): PagePlayer {
  const duration = events.at(-1)?.time ?? 0;
  let position = 0;
  let playing = false;
  let drawn = 0;
  let drawing = false;

  /** The number of events up to a time. */
  const countUntil = (time: number): number => {
    let low = 0;
    let high = events.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.time ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const start = () => {
    canvas.reset();
    canvas.resize(cols, rows);
    drawn = 0;
  };

  /** Draws until the drawn position is the wanted one, which may change meanwhile. */
  const draw = () => {
    if (drawing) return;
    const wanted = countUntil(position);
    if (wanted < drawn) start();
    let text = "";
    while (drawn < wanted && text.length < batch) {
      const event = events[drawn];
      if (event?.code === "r") {
        // Earlier text must be drawn at the size that it was written for.
        if (text !== "") break;
        canvas.resize(event.cols, event.rows);
      }
      if (event?.code === "o") text += event.data;
      drawn += 1;
    }
    if (text === "") return;
    drawing = true;
    canvas.write(text, () => {
      drawing = false;
      draw();
    });
  };

  const moveTo = (time: number) => {
    position = Math.min(duration, Math.max(0, time));
    if (position >= duration) playing = false;
    draw();
    changed();
  };

  start();
  draw();
  const player: PagePlayer = {
    duration,
    get position() {
      return position;
    },
    get playing() {
      return playing;
    },
    speed: 1,
    skipIdle: true,
    toggle() {
      if (playing) playing = false;
      else {
        if (position >= duration) moveTo(0);
        playing = duration > 0;
      }
      changed();
    },
    seek: moveTo,
    tick(elapsed) {
      if (!playing) return;
      const time = position + elapsed * player.speed;
      const next = countUntil(position);
      const last = events[next - 1]?.time ?? 0;
      const nextTime = events[next]?.time ?? duration;
      // Past the shown part of a pause, also after a seek, playing continues at the next event.
      const idle = player.skipIdle && nextTime - last > shownIdle && time > last + shownIdle;
      moveTo(idle ? Math.max(time, nextTime) : time);
    },
  };
  return player;
}
