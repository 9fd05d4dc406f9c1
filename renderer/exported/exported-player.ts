import type { CastEvent, CastHeader } from "@shared/recordings/asciicast";

/** The terminal that an exported page draws on. */
export interface Canvas {
  /** Forgets everything that was drawn. */
  reset(): void;
  resize(cols: number, rows: number): void;
  /** `done` is called when it has been parsed. */
  write(data: string, done: () => void): void;
}

/** A recording that is shown at a moment. All times are in seconds since its start. */
export interface PagePlayer {
  readonly duration: number;
  readonly position: number;
  readonly playing: boolean;
  /** Plays or pauses; at the end it plays from the start. */
  toggle(): void;
  seek(time: number): void;
  /** Moves on by what has passed for the person, in seconds. */
  tick(elapsed: number): void;
  speed: number;
  /** Leave out all but the first two seconds of each pause. */
  skipIdle: boolean;
}

/** UTF-16 units that are handed to the terminal at once. */
const batch = 256 * 1024;
/** Seconds of a pause that are shown when idle time is skipped. */
const shownIdle = 2;

/** @param changed hears of every change of the position and of playing */
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

  /** How many events have happened at a time. */
  const until = (time: number): number => {
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

  /** Draws until what is drawn is what is wanted, which may change meanwhile. */
  const draw = () => {
    if (drawing) return;
    const wanted = until(position);
    if (wanted < drawn) start();
    let text = "";
    while (drawn < wanted && text.length < batch) {
      const event = events[drawn];
      if (event?.code === "r") {
        // What was written before must be drawn at the size that it was written for.
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
      const next = until(position);
      const last = events[next - 1]?.time ?? 0;
      const coming = events[next]?.time ?? duration;
      // Whoever sought into a pause is in the part of it that is left out.
      const idle = player.skipIdle && coming - last > shownIdle && time > last + shownIdle;
      moveTo(idle ? Math.max(time, coming) : time);
    },
  };
  return player;
}
