import type { CastEvent, CastHeader } from "@shared/recordings/asciicast";
import { type ReplayStep, replaySteps } from "@shared/recordings/screen";

/** What a replay draws on. */
export interface DrawnScreen {
  /** `done` is called when the data has been taken in. */
  write(data: string, done?: () => void): void;
  resize(cols: number, rows: number): void;
}

export interface Drawing {
  /** Brings the screen to where it was after this many of the recording's events. */
  show(count: number): void;
  /** Draws nothing more. */
  close(): void;
}

const esc = "\u001b";
const reset = `${esc}c`;
// Synchronised output: the terminal shows nothing of what it takes in until it is released.
// https://github.com/contour-terminal/vt-extensions/blob/master/synchronized-output.md
const hold = `${esc}[?2026h`;
const release = `${esc}[?2026l`;

/** UTF-16 units taken in at once; between two such batches a newer wish is looked at. */
const batchLength = 512 * 1024;

/**
 * Keeps a screen at a place in the recording. A newer wish replaces an older one that is not yet drawn:
 * forward only the difference is written, backward everything from the start. What is passed over on the
 * way is not shown.
 */
export function createDrawing(
  screen: DrawnScreen,
  header: CastHeader,
  events: readonly CastEvent[],
): Drawing {
  let drawn = 0;
  let wanted = 0;
  let busy = false;
  let closed = false;

  const write = (data: string) => new Promise<void>((done) => screen.write(data, done));

  async function take(step: ReplayStep): Promise<void> {
    if ("write" in step) await write(step.write);
    else screen.resize(step.resize.cols, step.resize.rows);
  }

  async function catchUp(): Promise<void> {
    busy = true;
    let held = false;
    while (!closed && drawn !== wanted) {
      if (wanted < drawn) {
        await write(hold);
        screen.resize(header.cols, header.rows);
        await write(reset + hold);
        held = true;
        drawn = 0;
      }
      const end = batchEnd(events, drawn, wanted);
      let steps = replaySteps(events.slice(drawn, end));
      const last = end === wanted;
      if (held || !last) steps = steps.map(withoutSync);
      // Once more in each batch, as a terminal lets go by itself after a while.
      if (!last) steps = withHold(steps);
      if (held && last) steps = withRelease(steps);
      held = !last;
      for (const step of steps) await take(step);
      drawn = end;
    }
    if (held && !closed) await write(release);
    busy = false;
  }

  return {
    show(count) {
      wanted = Math.max(0, Math.min(count, events.length));
      if (!busy) void catchUp();
    },
    close() {
      closed = true;
    },
  };
}

/** Where a batch from `start` ends: once it is long enough, or at `most`. */
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
 * The recorded program's own holds would release ours. In their place comes a mode that no terminal
 * knows, so that what surrounds them is read as before.
 */
const withoutSync = (step: ReplayStep): ReplayStep =>
  "write" in step ? { write: step.write.replaceAll(`${esc}[?2026`, `${esc}[?9999`) } : step;

// An event may end in the middle of a sequence. Before an ESC none is open that a sequence of ours could
// break, so that is where they go.

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
