import type { CastEvent } from "@shared/recordings/asciicast";
import { createPaintWatch, isPainting } from "@shared/recordings/paint-watch";
import type { RedactionRules } from "@shared/recordings/redact";
import { createSecretFinder } from "@shared/recordings/secret-finder";
import { readCast } from "../../run-folder/read-cast";
import { measureDrawing } from "../drawing-time";
import { type Inside, insideOf } from "../inside-terminal";
import { openReplayTerminal } from "../keyframe-terminal";
import { openPaintedTerminal } from "./painted";

// A program that draws its whole screen paints only the cells that have changed, in any order: a key may be whole on
// the screen and nowhere whole in the output. So the recording is played, and its screens are looked at.

/** UTF-16 units after which the screen is looked at, however large the event is. */
const piece = 4096;
/** What was seen on the screens of a recording. */
export interface Seen {
  /** Different secrets. */
  readonly secrets: number;
  /** By the number of an output event, counted from 0, the units of its data that painted them. */
  readonly painted: ReadonlyMap<number, ReadonlySet<number>>;
}

const nothing: Seen = { secrets: 0, painted: new Map() };

/**
 * Plays a recording and looks for secrets on its screens.
 * @param cast an asciicast
 * @throws {Problem} `recording-damaged`, `file-missing`; what the signal says
 */
export async function lookAtScreens(
  cast: string,
  rules: RedactionRules,
  signal: AbortSignal,
): Promise<Seen> {
  // Following what painted each cell takes far longer, and mostly there is nothing to follow.
  if ((await countOnScreens(cast, rules, signal)) === 0) return nothing;
  return follow(cast, rules, signal);
}

/** How many different secrets were on the screens of a recording. */
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

/** Looks at a screen as often as something was painted on it, and as seldom as nothing was. */
interface Looks {
  /** @param write puts the text on the screen */
  around(text: string, write: () => void): void;
  /** There is no more text. */
  end(): void;
}

/**
 * Text that only prints may end what was painted before it, and the next painting may erase it: so the screen is
 * looked at before a text that paints, behind it, behind the text that follows it, and at the end.
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
 * Whether any output of a recording does more than print one character after the other. Where none does, the screen
 * shows no more than was printed, and drawing it would take many times as long as this look.
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
  /** The number of the first unit of each output event. */
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

/** Milliseconds of work after which others get a turn. */
const longestWork = 20;

/** Gives others a turn now and then, and hears from them whether to go on. */
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

/** No piece ends within a character. */
function* piecesOf(data: string): Generator<string> {
  for (let from = 0; from < data.length; ) {
    let to = Math.min(data.length, from + piece);
    const last = data.charCodeAt(to - 1);
    if (to < data.length && last >= 0xd800 && last <= 0xdbff) to--;
    yield data.slice(from, to);
    from = to;
  }
}

/** The texts at neighbouring places. */
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

/** The event that a unit belongs to. */
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
