import { folded } from "./folded";
import { mark, markFor } from "./mark";
import { type KnownSecret, knownFormats } from "./secret-formats";
import { compilePattern, type SecretPattern } from "./secret-pattern";
import { knownValues } from "./secret-values";
import { createTextWalk, type Places } from "./text-walk";

/** What is hidden in a recording. */
export interface RedactionRules {
  readonly secrets: readonly KnownSecret[];
}

/** How many secrets of each kind were hidden. */
export type RedactionCounts = Readonly<Record<string, number>>;

/**
 * Puts together what is looked for: the known formats, the values of secrets, and the person's patterns.
 * @param values secrets as they are; short ones are passed over
 * @param patterns in the language of SecretPattern
 * @throws {Problem} `bad-request` for a pattern that is not accepted
 */
export function redactionRules(
  values: readonly string[],
  patterns: readonly string[],
): RedactionRules {
  return {
    secrets: [
      ...knownFormats(),
      ...knownValues(values),
      ...patterns.map((pattern) => ({ kind: "pattern", pattern: compilePattern(pattern) })),
    ],
  };
}

/**
 * Hides secrets in a stream of terminal output that is cut anywhere. Each character of a secret is replaced
 * by marks of its width, so that the screen keeps its shape; control characters and sequences stay where
 * they are, and may lie between the characters of a secret. What a sequence carries (a title, a link) is
 * looked at on its own. A secret that was typed with corrections in it, or drawn out of order, is not found.
 */
export interface Redactor {
  /** Takes output; returns what may be written now. The rest may still turn out to be a secret. */
  push(text: string): string;
  /**
   * Gives back what is kept, after a short pause or at the end. Of what may still turn out to be a secret
   * only the first characters are shown, too few to be worth anything; what follows is hidden.
   */
  flush(): string;
  /** Something is kept back: call flush unless more comes soon. At most a few thousand characters. */
  readonly holding: boolean;
  readonly counts: RedactionCounts;
  /** The terminal's width, by which a line that a program broke is told from one that ended. */
  resize(cols: number): void;
}

/** A text that has begun as one pattern says. */
interface Thread {
  readonly known: KnownSecret;
  step: number;
  count: number;
  /** Where its hidden characters are in what is kept, until it is certain. */
  at: number[];
  /** Hidden characters that a pause has let through. */
  shown: number;
  certain: boolean;
  /** A digit is among its hidden characters. */
  digit: boolean;
  /** The last that came was the end of a line that was not full: most likely it ends here, and is none. */
  broken: boolean;
  /** The cursor went elsewhere in the middle of it: only the whole of it counts. */
  scattered: boolean;
}

/** Texts that one pattern may follow at the same time, however a pattern and a text were made for each other. */
const mostThreads = 12;

/** Writes a text as ASCII, a byte a unit, into as many bytes. @returns false where the text has other characters */
export type WriteAscii = (text: string, into: Uint8Array) => boolean;

/** @param writeAscii if it is there, most output is looked through at twice the speed; it changes nothing else */
export function createRedactor(
  rules: RedactionRules,
  cols = 80,
  writeAscii?: WriteAscii,
  /** Hears of each unit that is hidden, counted from the first unit that was taken. */
  onHide?: (at: number) => void,
): Redactor {
  const anchors = new Map<number, KnownSecret[]>();
  for (const known of rules.secrets)
    for (const anchor of known.pattern.anchors) {
      const others = anchors.get(anchor);
      if (others === undefined) anchors.set(anchor, [known]);
      else others.push(known);
    }
  const counts: Record<string, number> = {};
  const marks = new Set<number>();
  let kept = "";
  /** Units that were given out. */
  let given = 0;
  /** What the indexes of marks and threads are in. */
  let walked = "";
  const ground: Thread[] = [];
  const inString: Thread[] = [];

  function begin(threads: Thread[], text: string, packed: number, places: Places, within: boolean) {
    const found = anchors.get(packed & 0xffffff);
    if (found === undefined) return;
    for (const known of found) {
      if (known.pattern.word && within && isWord(packed >>> 24)) continue;
      if (isFollowed(threads, known)) continue;
      const thread = beginning(known, text, places);
      if (thread === undefined) continue;
      if (isComplete(thread)) settle(thread);
      if (known.pattern.steps.length > 3) threads.push(thread);
    }
  }

  /** @returns false when the text has come to its end, or is none */
  function advance(thread: Thread, unit: number, index: number): boolean {
    const { steps } = thread.known.pattern;
    for (;;) {
      const step = steps[thread.step];
      if (step === undefined) return false;
      if (thread.count < step.max && step.has(unit)) {
        thread.broken = false;
        if (step.secret) {
          thread.digit ||= isDigit(unit);
          if (thread.certain) marks.add(index);
          else thread.at.push(index);
        }
        if (++thread.count === step.max) {
          thread.step++;
          thread.count = 0;
        }
        if (!thread.certain && isComplete(thread)) settle(thread);
        return thread.step < steps.length;
      }
      if (thread.count < step.min) return false;
      thread.step++;
      thread.count = 0;
    }
  }

  /**
   * From here on it is a secret. One that another pattern has found already is counted once, and one that was
   * hidden before not again.
   */
  function settle(thread: Thread) {
    thread.certain = true;
    const [first] = thread.at;
    const { kind } = thread.known;
    const isNew = thread.at.length === 0 || thread.at.some((at) => walked.charAt(at) !== mark);
    if (isNew && (first === undefined || !marks.has(first))) counts[kind] = (counts[kind] ?? 0) + 1;
    for (const at of thread.at) marks.add(at);
    thread.at = [];
  }

  const walk = createTextWalk([...anchors.keys()], {
    active: (where) => (where === "ground" ? ground : inString).length > 0,
    unit(where, unit, index) {
      const threads = where === "ground" ? ground : inString;
      let left = 0;
      for (let i = 0; i < threads.length; i++) {
        const thread = threads[i];
        if (thread !== undefined && advance(thread, unit, index)) threads[left++] = thread;
      }
      threads.length = left;
    },
    candidate: (where, ...found) => begin(where === "ground" ? ground : inString, ...found),
    lineBreak(full) {
      if (full) return;
      ground.splice(0, ground.length, ...ground.filter(bridges));
      for (const thread of ground) thread.broken = true;
    },
    moved() {
      ground.splice(0, ground.length, ...ground.filter(bridges));
      for (const thread of ground) thread.scattered = true;
    },
    stringEnd: () => inString.splice(0),
  });
  walk.resize(cols);

  let room = new Uint8Array(0);
  /** A text's units, two in one number, without the last of an odd number; undefined where they are not ASCII. */
  function asciiOf(text: string): Uint16Array | undefined {
    if (writeAscii === undefined) return undefined;
    if (room.length < text.length) room = new Uint8Array(text.length + 1);
    if (!writeAscii(text, room.subarray(0, text.length))) return undefined;
    return new Uint16Array(room.buffer, 0, text.length >> 1);
  }

  /** Gives out the first units of what is kept. */
  function release(text: string, length: number): string {
    let out = "";
    let from = 0;
    if (marks.size > 0) {
      const due = [...marks].filter((at) => at < length).sort((a, b) => a - b);
      for (const at of due) {
        out += text.slice(from, at) + markFor(text, at);
        onHide?.(given + at);
        from = at + 1;
      }
      const later = [...marks].filter((at) => at >= length);
      marks.clear();
      for (const at of later) marks.add(at - length);
    }
    out = from === 0 && length === text.length ? text : out + text.slice(from, length);
    kept = text.slice(length);
    given += length;
    walked = kept;
    walk.shift(length);
    for (const thread of [...ground, ...inString]) thread.at = thread.at.map((at) => at - length);
    return out;
  }

  return {
    counts,
    get holding() {
      return kept !== "";
    },
    resize: walk.resize,
    push(added) {
      if (added === "") return "";
      const text = kept + added;
      walked = text;
      walk.scan(text, kept.length, asciiOf(added));
      let length = text.length;
      for (const { at } of ground) length = Math.min(length, at[0] ?? length);
      for (const { at } of inString) length = Math.min(length, at[0] ?? length);
      return release(text, length);
    },
    flush() {
      for (const thread of [...ground, ...inString]) {
        if (thread.certain) continue;
        const isNone =
          thread.broken || thread.scattered || (thread.known.pattern.digit && !thread.digit);
        const most = isNone ? thread.at.length : thread.known.pattern.reveal - thread.shown;
        const open = Math.max(0, most);
        thread.shown += thread.at.splice(0, open).length;
        if (thread.at.length > 0) settle(thread);
      }
      return release(kept, kept.length);
    },
  };
}

/** Hides secrets in a text that is whole, such as a command. */
export function redactText(
  rules: RedactionRules,
  text: string,
): { readonly text: string; readonly counts: RedactionCounts } {
  const redactor = createRedactor(rules);
  const redacted = redactor.push(text) + redactor.flush();
  return { text: redacted, counts: redactor.counts };
}

/** Adds up what was hidden in several places. */
export function addCounts(...all: readonly RedactionCounts[]): RedactionCounts {
  const sum: Record<string, number> = {};
  for (const counts of all)
    for (const [kind, count] of Object.entries(counts)) sum[kind] = (sum[kind] ?? 0) + count;
  return sum;
}

/**
 * A text that begins with these three units, of which only the low halves were looked up. Those at negative
 * places were given out before.
 */
function beginning(known: KnownSecret, text: string, places: Places): Thread | undefined {
  const thread: Thread = {
    known,
    step: 3,
    count: 0,
    at: [],
    shown: 0,
    certain: false,
    digit: false,
    broken: false,
    scattered: false,
  };
  for (let i = 0; i < 3; i++) {
    const step = known.pattern.steps[i];
    const place = places[i] ?? -1;
    const unit = folded(text.charCodeAt(place));
    if (place >= 0 && step?.has(unit) !== true) return undefined;
    if (step?.secret !== true) continue;
    thread.digit ||= isDigit(unit);
    if (place >= 0) thread.at.push(place);
    else thread.shown++;
  }
  return thread;
}

function isComplete({ known, step, count, digit }: Thread): boolean {
  const { certainStep, certainCount } = known.pattern;
  if (known.pattern.digit && !digit) return false;
  return step > certainStep || (step === certainStep && count >= certainCount);
}

/** A text like this one is followed already, and would end where that one ends. */
function isFollowed(threads: readonly Thread[], known: KnownSecret): boolean {
  let same = 0;
  for (const thread of threads) {
    if (thread.known !== known) continue;
    if (++same >= mostThreads || thread.certain || inLastPart(thread, known.pattern)) return true;
  }
  return false;
}

const inLastPart = ({ step }: Thread, { steps, certainStep }: SecretPattern) =>
  step >= certainStep && (steps[certainStep]?.max ?? 1) > 1;

/** Whether a line break that is no break of a full line may lie in what has come so far. */
function bridges(thread: Thread): boolean {
  const { breaks } = thread.known.pattern;
  return breaks === "always" || (breaks === "until-certain" && !isComplete(thread));
}

const isDigit = (unit: number) => unit >= 0x30 && unit <= 0x39;

const isWord = (unit: number) =>
  (unit >= 0x30 && unit <= 0x39) ||
  (unit >= 0x41 && unit <= 0x5a) ||
  (unit >= 0x61 && unit <= 0x7a) ||
  unit === 0x5f;
