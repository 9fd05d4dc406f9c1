import type { CastEvent } from "@shared/recordings/asciicast";
import { createPaintWatch, isPainting } from "@shared/recordings/paint-watch";
import type { RedactionRules } from "@shared/recordings/redact";
import { createSecretFinder } from "@shared/recordings/secret-finder";
import { readCast } from "../../run-folder/read-cast";
import { measureDrawing } from "../drawing-time";
import { type Inside, insideOf } from "../inside-terminal";
import { openReplayTerminal } from "../keyframe-terminal";
import { openPaintedTerminal } from "./painted";

// A full-screen program paints only the changed cells, in any order. A secret may be complete on the screen and
// nowhere complete in the output. So the recording is played and its screens are searched.

/** UTF-16 units of output after which the screen is searched, also inside a larger event. */
const piece = 4096;
/** The secrets found on the screens of a recording. */
export interface Seen {
  /** The number of different secrets. */
  readonly secrets: number;
  /** For the number of an output event, counted from 0: the units of its data that painted a secret. */
  readonly painted: ReadonlyMap<number, ReadonlySet<number>>;
}

const nothing: Seen = { secrets: 0, painted: new Map() };

/**
 * Plays a recording and searches its screens for secrets.
 * @param cast path of an asciicast
 * @throws {Problem} `recording-damaged`, `file-missing`; the signal's reason when it is aborted
 */
export async function lookAtScreens(
  cast: string,
  rules: RedactionRules,
  signal: AbortSignal,
): Promise<Seen> {
  // Tracking the painter of each cell is far slower, and most recordings show no secret.
  if ((await countOnScreens(cast, rules, signal)) === 0) return nothing;
  return follow(cast, rules, signal);
}

/**
 * The number of different secrets on the screens of a recording.
 * @throws as `lookAtScreens`
 */
export async function countOnScreens(
  cast: string,
  rules: RedactionRules,
  signal: AbortSignal,
): Promise<number> {
  if (!(await paintsScreens(cast, signal))) return 0;
  const turn = takeTurns();
  const time = measureDrawing();
  const finder = createSecretFinder(rules);
  const found = new Set<string>();
  let drawing: { inside: Inside; terminal: Terminal; looks: Looks } | undefined;
  try {
    for await (const { header, events } of readCast(cast, signal)) {
      drawing ??= drawn(openReplayTerminal(header));
      const { terminal, inside, looks } = drawing;
      for (const event of events) {
        if (event.code === "r") {
          await turn(signal);
          time.draw(0, () => terminal.resize(event.cols, event.rows));
        }
        if (event.code !== "o") continue;
        for (const text of piecesOf(event.data)) {
          await turn(signal);
          time.draw(text.length, () => looks.around(text, () => inside.writeSync(text)));
        }
      }
    }
    drawing?.looks.end();
    return found.size;
  } finally {
    drawing?.terminal.dispose();
  }

  function drawn(terminal: Terminal) {
    const looks = createLooks(() => {
      const screen = screenOf(terminal);
      for (const secret of runsOf(screen, finder.find(screen, terminal.cols))) found.add(secret);
    });
    return { terminal, inside: insideOf(terminal), looks };
  }
}

type Terminal = ReturnType<typeof openReplayTerminal>;

function screenOf({ buffer: { active }, rows }: Terminal): string {
  const lines = Array.from({ length: rows }, (_, y) =>
    active.getLine(active.baseY + y)?.translateToString(true),
  );
  return lines.join("\r\n");
}

/** Decides when to search the screen: each painted state once, and no state twice. */
interface Looks {
  /** @param write draws the text */
  around(text: string, write: () => void): void;
  /** Call at the end of the output. */
  end(): void;
}

/**
 * Text without control sequences may complete a secret that was painted before it, and the next painting may erase
 * the secret. So the screen is searched before a painting text, after it, after the text that follows it, and at
 * the end.
 */
function createLooks(look: () => void): Looks {
  let painted = false;
  let unseen = false;
  return {
    around(text, write) {
      const before = painted;
      painted = isPainting(text);
      if (painted && unseen) look();
      write();
      unseen = !painted && !before;
      if (!unseen) look();
    },
    end() {
      if (unseen) look();
    },
  };
}

/**
 * Whether any output of a recording does more than print characters one after the other. If none does, the output
 * contains all that the screen shows, and drawing would take many times as long as this check.
 */
export async function paintsScreens(cast: string, signal: AbortSignal): Promise<boolean> {
  const turn = takeTurns();
  const watch = createPaintWatch();
  for await (const { events } of readCast(cast, signal)) {
    for (const event of events) {
      if (event.code !== "o") continue;
      watch.push(event.data);
      if (watch.paints) return true;
      await turn(signal);
    }
  }
  return false;
}

async function follow(cast: string, rules: RedactionRules, signal: AbortSignal): Promise<Seen> {
  const turn = takeTurns();
  const time = measureDrawing();
  const finder = createSecretFinder(rules);
  const found = new Set<string>();
  const painted = new Map<number, Set<number>>();
  /** The number of the first unit of each output event, counted over the recording. */
  const starts: number[] = [];
  let units = 0;
  let screen: ReturnType<typeof openPaintedTerminal> | undefined;
  let looks: Looks | undefined;
  const look = (terminal: ReturnType<typeof openPaintedTerminal>) => {
    let text = "";
    const painters: number[] = [];
    for (let y = 0; y < terminal.terminal.rows; y++) {
      const row = terminal.row(y);
      const trimmed = row.text.trimEnd();
      text += `${trimmed}\r\n`;
      painters.push(...row.painters.slice(0, trimmed.length), -1, -1);
    }
    const places = finder.find(text, terminal.terminal.cols);
    for (const secret of runsOf(text, places)) found.add(secret);
    for (const place of places) {
      const painter = painters[place] ?? -1;
      if (painter < 0) continue;
      const event = eventOf(starts, painter);
      const ofEvent = painted.get(event) ?? new Set();
      painted.set(event, ofEvent.add(painter - (starts[event] ?? 0)));
    }
  };
  try {
    for await (const { header, events } of readCast(cast, signal)) {
      const shown = screen ?? openPaintedTerminal(header);
      screen = shown;
      looks ??= createLooks(() => look(shown));
      const { around } = looks;
      for (const event of outputAndSizes(events)) {
        if (event.code === "r") {
          await turn(signal);
          time.draw(0, () => shown.terminal.resize(event.cols, event.rows));
          continue;
        }
        starts.push(units);
        let at = units;
        for (const text of piecesOf(event.data)) {
          await turn(signal);
          const first = at;
          time.draw(text.length, () => around(text, () => shown.write(text, first)));
          at += text.length;
        }
        units += event.data.length;
      }
    }
    looks?.end();
    return { secrets: found.size, painted };
  } finally {
    screen?.terminal.dispose();
  }
}

type Output = Extract<CastEvent, { code: "o" | "i" }>;
type Resized = Extract<CastEvent, { code: "r" }>;
const outputAndSizes = (events: readonly CastEvent[]) =>
  events.filter((event): event is Output | Resized => event.code === "o" || event.code === "r");

/** Milliseconds of work after which the event loop gets a turn. */
const longestWork = 20;

/** Gives the event loop a turn at intervals, and throws the signal's reason when it was aborted. */
function takeTurns(): (signal: AbortSignal) => Promise<void> | undefined {
  let since = performance.now();
  return (signal) => {
    if (performance.now() - since < longestWork) return undefined;
    return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      signal.throwIfAborted();
      since = performance.now();
    });
  };
}

/** Cuts the data into pieces. No surrogate pair is split. */
function* piecesOf(data: string): Generator<string> {
  for (let from = 0; from < data.length; ) {
    let to = Math.min(data.length, from + piece);
    const last = data.charCodeAt(to - 1);
    if (to < data.length && last >= 0xd800 && last <= 0xdbff) to--;
    yield data.slice(from, to);
    from = to;
  }
}

/** Joins the characters at neighbouring offsets to texts. */
function runsOf(text: string, places: readonly number[]): string[] {
  const runs: string[] = [];
  let last = -2;
  for (const place of [...places].sort((a, b) => a - b)) {
    const char = text.charAt(place);
    if (place === last + 1) runs.push((runs.pop() ?? "") + char);
    else runs.push(char);
    last = place;
  }
  return runs;
}

/** The index of the event that contains the unit. */
function eventOf(starts: readonly number[], unit: number): number {
  let low = 0;
  let high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= unit) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
