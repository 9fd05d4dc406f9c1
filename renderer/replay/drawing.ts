import type { CastEvent } from "@shared/recordings/asciicast";
import { partAt } from "@shared/recordings/keyframes";
import {
  changesColours,
  type ReplayStep,
  replaySteps,
  resetColours,
  resetTerminal,
  type Size,
} from "@shared/recordings/screen-text";
import { countUntilTime } from "@shared/recordings/timeline";
import type { Recording } from "./recording";

/** The screen that a replay draws on. */
export interface DrawnScreen {
  /** `done` is called when the data has been processed. */
  write(data: string, done?: () => void): void;
  resize(cols: number, rows: number): void;
  /** Output after `cover` need not be shown before `uncover`. Either may be called repeatedly. */
  cover(): void;
  uncover(): void;
}

export interface Drawing {
  /** Brings the screen to its state at a time, in seconds. */
  show(time: number): void;
  /** Stops drawing. */
  close(): void;
}

export interface DrawingListener {
  /** The screen is at this time, and no other time is wanted. */
  shown(time: number): void;
  /** A part of the recording cannot be read. Nothing is drawn until another time is wanted. */
  failed(error: unknown): void;
}

const esc = "\u001b";
// Synchronised output: the terminal shows no output until it is released.
// https://github.com/contour-terminal/vt-extensions/blob/master/synchronized-output.md
const hold = `${esc}[?2026h`;
const release = `${esc}[?2026l`;

/** UTF-16 units in one batch. Between two batches, a newer wanted time is considered. */
const batchLength = 512 * 1024;

/** The most parts that are requested ahead. */
const mostAhead = 4;

/** A place in a recording: after a number of events of a part. */
interface Place {
  readonly part: number;
  readonly count: number;
}

/**
 * Keeps a screen at a time of the recording. A newer time replaces an older one that is not yet drawn. For a
 * short way forward, only the difference is written. For any other way, the nearest earlier screen of the
 * index is written, and then the events after it. Intermediate output is not shown.
 */
export function createDrawing(
  screen: DrawnScreen,
  recording: Recording,
  listener: DrawingListener,
): Drawing {
  const { parts } = recording;
  let drawn: Place | undefined;
  let size: Size | undefined;
  let wanted = 0;
  let busy = false;
  let closed = false;
  /** Whether the terminal's output is held. */
  let held = false;
  /** Whether drawn output may have changed colours. */
  let coloured = false;

  const write = (data: string) => new Promise<void>((done) => screen.write(data, done));

  async function take(steps: readonly ReplayStep[]): Promise<void> {
    for (const step of steps) {
      if ("write" in step) {
        coloured ||= changesColours(step.write);
        await write(step.write);
      } else {
        size = step.resize;
        screen.resize(size.cols, size.rows);
      }
    }
  }

  /** The part from which another part is drawn: the last one up to it that has a screen. */
  function nearest(number: number): number {
    let start = number;
    while (start > 0 && parts[start]?.hasScreen !== true) start--;
    return start;
  }

  /** Starts a part from its screen. @returns the output to write before the part's events */
  async function begin(number: number): Promise<string> {
    const { cols, rows } = parts[number] ?? recording.outline.header;
    const { screen: kept } = await recording.part(number);
    if (size?.cols !== cols || size.rows !== rows) {
      // Resizing an empty screen is fast; resizing a full one wraps all of its lines again.
      if (size !== undefined) await write(resetTerminal + hold);
      size = { cols, rows };
      screen.resize(cols, rows);
    }
    held = true;
    drawn = { part: number, count: 0 };
    const colours = coloured ? resetColours : "";
    coloured = false;
    return resetTerminal + colours + hold + (kept ?? "");
  }

  /** Whether the way to the target is shorter from the current place than from the nearest kept screen. */
  async function isNear({ part, count }: Place, target: Place): Promise<boolean> {
    if (part > target.part || (part === target.part && count > target.count)) return false;
    if (part >= nearest(target.part)) return true;
    if (part !== target.part - 1) return false;
    const { events } = await recording.part(part);
    return events.length - count <= events.length / 8;
  }

  /** Draws one batch on the way to a time. @returns whether the screen has arrived */
  async function advance(time: number): Promise<boolean> {
    const part = partAt(parts, time);
    const start = nearest(part);
    if (drawn === undefined || drawn.part < start || drawn.part > part)
      for (let at = start; at < Math.min(part, start + mostAhead); at++) recording.ahead(at);
    const count = countUntilTime((await recording.part(part)).events, time);
    const target = { part, count };
    const near = drawn !== undefined && (await isNear(drawn, target));
    if (wanted !== time || closed) return false;
    if (!near) screen.cover();
    const beginning = near ? "" : await begin(start);
    const from = drawn ?? { part: 0, count: 0 };
    const { events } = await recording.part(from.part);
    const end = batchEnd(events, from.count, from.part === part ? count : events.length);
    // The end of a part is the beginning of the next one, so the next part is not loaded for it.
    const atEnd = from.part + 1 === part && end === events.length && count === 0;
    const there = atEnd || (from.part === part && end === count);
    if (!there) screen.cover();
    await take(wrapped(beginning, replaySteps(events.slice(from.count, end)), there));
    if (there && !closed) screen.uncover();
    const over = from.part < part && end === events.length;
    drawn = over ? { part: from.part + 1, count: 0 } : { part: from.part, count: end };
    return there;
  }

  /** Adds holds and the release to a batch. */
  function wrapped(beginning: string, plain: readonly ReplayStep[], last: boolean): ReplayStep[] {
    let steps = held || !last ? plain.map(withoutSync) : [...plain];
    // Holds again in each batch, because a terminal releases by itself after a while.
    if (!last) steps = withHold(steps);
    // If nothing was written, a sequence may be open that a release would break. The release then waits for
    // the next output.
    const writes = beginning !== "" || steps.some((step) => "write" in step);
    if (held && last && writes) steps = withRelease(steps);
    held = !last || (held && !writes);
    if (beginning === "") return steps;
    const [first, ...rest] = steps;
    return first && "write" in first
      ? [{ write: beginning + first.write }, ...rest]
      : [{ write: beginning }, ...steps];
  }

  async function catchUp(): Promise<void> {
    busy = true;
    try {
      while (!closed) {
        const time = wanted;
        if ((await advance(time)) && wanted === time) {
          if (!closed) listener.shown(time);
          break;
        }
      }
    } catch (error) {
      if (closed) return;
      screen.uncover();
      listener.failed(error);
    } finally {
      busy = false;
    }
  }

  return {
    show(time) {
      wanted = time;
      if (!busy) void catchUp();
    },
    close() {
      closed = true;
    },
  };
}

/** The end of a batch that begins at `start`: when it is long enough, or at `most`. */
function batchEnd(events: readonly CastEvent[], start: number, most: number): number {
  let length = 0;
  for (let index = start; index < most; index++) {
    const event = events[index];
    if (event?.code === "o") length += event.data.length;
    if (length >= batchLength) return index + 1;
  }
  return most;
}

/**
 * The recorded program's own holds would release ours. They are replaced by a mode that no terminal knows, so
 * that the text around them is parsed as before.
 */
const withoutSync = (step: ReplayStep): ReplayStep =>
  "write" in step ? { write: step.write.replaceAll(`${esc}[?2026`, `${esc}[?9999`) } : step;

// An event may end inside a sequence. Before an ESC no sequence is open that could be broken, so our
// sequences are inserted there.

function withHold(steps: readonly ReplayStep[]): ReplayStep[] {
  const index = steps.findIndex((step) => "write" in step && step.write.includes(esc));
  return steps.map((step, at) =>
    at === index && "write" in step ? insert(step.write, step.write.indexOf(esc), hold) : step,
  );
}

function withRelease(steps: readonly ReplayStep[]): ReplayStep[] {
  const index = steps.findLastIndex((step) => "write" in step);
  if (index < 0) return [...steps, { write: release }];
  return steps.map((step, at) => {
    if (at !== index || !("write" in step)) return step;
    const last = step.write.lastIndexOf(esc);
    return insert(step.write, last < 0 ? step.write.length : last, release);
  });
}

const insert = (text: string, at: number, what: string): ReplayStep => ({
  write: text.slice(0, at) + what + text.slice(at),
});
