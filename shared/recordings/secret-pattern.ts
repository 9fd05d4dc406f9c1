import { Problem } from "../base/problem";
import { foldedText } from "./folded";

/**
 * The language for patterns of secrets, for both the built-in patterns and the person's own. It is a small
 * part of regular expressions. Every text is read once, one character after the other: the language has no
 * alternatives and no look-around, and at each character there is only one way to continue.
 *
 *   ghp_          at least three plain characters come first; they mark the places to examine
 *   \. \d \w      a literal character, a digit, a letter or digit or underscore
 *   [A-Za-z0-9-]  one of these; [^…] any except these
 *   .             any character
 *   ? * + {4} {4,} {4,20}   the number of repetitions of the preceding item
 *   ( )           once: the part that is hidden; without parentheses, all of the text
 */
export interface SecretPattern {
  readonly steps: readonly Step[];
  /** The beginnings: their last three units, packed as by `packUnits`, one for each possible case. */
  readonly anchors: readonly number[];
  /** When this step has matched `certainCount` times, the text is a secret whatever follows. */
  readonly certainStep: number;
  readonly certainCount: number;
  /** The number of the secret's units that a pause may reveal before the text is known to be a secret. */
  readonly reveal: number;
  /** The line breaks that are allowed inside the text. Breaks of full lines are always allowed. */
  readonly breaks: "always" | "until-certain" | "full-lines";
  /** The pattern matches only at the beginning of a word. */
  readonly word: boolean;
  /** The match must contain a digit. Without one it is a word or a name. */
  readonly digit: boolean;
}

/** One item of a pattern, and its number of repetitions. */
export interface Step {
  readonly has: (unit: number) => boolean;
  readonly min: number;
  readonly max: number;
  readonly secret: boolean;
}

/** Limits of a pattern: its length, its repetitions, and the units of a secret that decide the match. */
export const patternLimits = { length: 200, repeat: 1000, hold: 2000 } as const;

export interface PatternOptions {
  readonly ignoreCase?: boolean;
  readonly reveal?: number;
  readonly breaks?: SecretPattern["breaks"];
  readonly word?: boolean;
  readonly digit?: boolean;
}

/** Packs the last units of a text into one number, one byte each; three of them are used for a look-up. */
export const packUnits = (text: string): number => {
  let packed = 0;
  for (let i = 0; i < text.length; i++) packed = (packed << 8) | (text.charCodeAt(i) & 0xff);
  return packed & 0xffffff;
};

/**
 * Compiles a pattern.
 * @throws {Problem} `bad-request`; the message names the part that is not accepted, and the reason
 */
export function compilePattern(source: string, options: PatternOptions = {}): SecretPattern {
  const {
    ignoreCase = false,
    reveal = 4,
    breaks = "until-certain",
    word = false,
    digit = false,
  } = options;
  if (source.length > patternLimits.length)
    throw refused(source, `is longer than ${patternLimits.length} characters`);
  const items = parseItems(source);
  const plain = items.findIndex(
    ({ unit, min, max }) => unit === undefined || min !== 1 || max !== 1,
  );
  const beginning = items
    .slice(0, 3)
    .map(({ unit }) => String.fromCharCode(unit ?? 0))
    .join("");
  if (plain !== -1 && plain < 3)
    throw refused(source, "does not begin with three plain characters, such as abc[0-9]{8}");
  if (items.length < 3) throw refused(source, "has fewer than three characters");
  const steps = items.map((item) => tabulated(ignoreCase ? inBothCases(item) : item));
  requireOneWay(source, steps);
  const certainStep = steps.findLastIndex(({ min }) => min > 0);
  const held = steps.slice(0, certainStep).reduce((sum, { max }) => sum + max, 0);
  const certainCount = steps[certainStep]?.min ?? 1;
  if (held + certainCount > patternLimits.hold)
    throw refused(
      source,
      `can be ${patternLimits.hold} characters long before its end is seen: say how often a part may come, as in {1,40}`,
    );
  const anchors = (ignoreCase ? casesOf(beginning) : [beginning]).map(packUnits);
  return { steps, anchors, certainStep, certainCount, reveal, breaks, word, digit };
}

/**
 * A pattern for a literal secret. Line breaks may be anywhere in it. A long secret is recognised by its
 * beginning.
 */
export function literalPattern(whole: string): SecretPattern {
  const value = foldedText(whole);
  const steps = Array.from({ length: value.length }, (_, i): Step => {
    const unit = value.charCodeAt(i);
    return { has: (other) => other === unit, min: 1, max: 1, secret: true };
  });
  return {
    steps,
    anchors: [packUnits(value.slice(0, 3))],
    certainStep: Math.min(value.length, 32) - 1,
    certainCount: 1,
    reveal: Math.min(8, Math.floor(value.length / 4)),
    breaks: "always",
    word: false,
    digit: false,
  };
}

interface Item extends Step {
  /** The literal character, for an item that matches only one. */
  readonly unit?: number;
}

const refused = (source: string, reason: string) =>
  new Problem(
    "bad-request",
    `The pattern ${source.length > 60 ? `${source.slice(0, 60)}…` : source} ${reason}.`,
  );

function parseItems(source: string): Item[] {
  const items: Item[] = [];
  let opened: number | undefined;
  let closed: number | undefined;
  let at = 0;
  while (at < source.length) {
    const char = source.charAt(at);
    if (char === "(") {
      if (opened !== undefined) throw refused(source, "has more than one (");
      opened = items.length;
      at++;
    } else if (char === ")") {
      if (opened === undefined || closed !== undefined || opened === items.length)
        throw refused(source, "has a ) without its ( and something between");
      closed = items.length;
      at++;
    } else {
      const item = parseItem(source, at);
      const often = parseOften(source, item.end);
      items.push({
        has: item.has,
        ...(item.unit === undefined ? {} : { unit: item.unit }),
        min: often.min,
        max: often.max,
        secret: true,
      });
      at = often.end;
    }
  }
  if (opened !== undefined && closed === undefined) throw refused(source, "has a ( without its )");
  const [from, to] = [opened ?? 0, closed ?? items.length];
  return items.map((item, index) => ({ ...item, secret: index >= from && index < to }));
}

type Has = Step["has"];
interface Parsed {
  readonly has: Has;
  readonly unit?: number;
  readonly end: number;
}

const between =
  (from: number, to: number): Has =>
  (unit) =>
    unit >= from && unit <= to;
const anyOf =
  (tests: readonly Has[]): Has =>
  (unit) =>
    tests.some((test) => test(unit));
const digit = between(0x30, 0x39);
const wordUnit = anyOf([digit, between(0x41, 0x5a), between(0x61, 0x7a), (unit) => unit === 0x5f]);
const classes: Readonly<Record<string, Has>> = { d: digit, w: wordUnit };

function parseItem(source: string, at: number): Parsed {
  const char = source.charAt(at);
  if (char === "[") return parseSet(source, at);
  if (char === ".") return { has: (unit) => unit >= 0x20, end: at + 1 };
  if ("*+?{}]|^$".includes(char))
    throw refused(
      source,
      `has a ${char} where it means nothing here: write \\${char} for the character`,
    );
  return parseChar(source, at);
}

function parseChar(source: string, at: number): Parsed {
  const escaped = source.charAt(at) === "\\";
  const char = source.charAt(escaped ? at + 1 : at);
  if (char === "") throw refused(source, "ends with \\");
  const end = at + (escaped ? 2 : 1);
  const known = escaped ? classes[char] : undefined;
  if (known !== undefined) return { has: known, end };
  if (escaped && /[A-Za-z0-9]/.test(char))
    throw refused(source, `has \\${char}, which is not one of \\d and \\w`);
  const unit = char.charCodeAt(0);
  if (unit < 0x20) throw refused(source, "has a control character");
  return { has: (other) => other === unit, unit, end };
}

function parseSet(source: string, start: number): Parsed {
  let at = start + 1;
  const negated = source.charAt(at) === "^";
  if (negated) at++;
  const tests: Has[] = [];
  while (source.charAt(at) !== "]") {
    if (at >= source.length) throw refused(source, "has a [ without its ]");
    const from = parseChar(source, at);
    at = from.end;
    if (source.charAt(at) === "-" && source.charAt(at + 1) !== "]" && from.unit !== undefined) {
      const to = parseChar(source, at + 1);
      if (to.unit === undefined || to.unit < from.unit)
        throw refused(source, "has a range in [ ] that does not go from lower to higher");
      tests.push(between(from.unit, to.unit));
      at = to.end;
    } else tests.push(from.has);
  }
  if (tests.length === 0) throw refused(source, "has an empty [ ]");
  const listed = anyOf(tests);
  return { has: negated ? (unit) => unit >= 0x20 && !listed(unit) : listed, end: at + 1 };
}

function parseOften(source: string, at: number): { min: number; max: number; end: number } {
  const unlimited = Number.POSITIVE_INFINITY;
  switch (source.charAt(at)) {
    case "?":
      return { min: 0, max: 1, end: at + 1 };
    case "*":
      return { min: 0, max: unlimited, end: at + 1 };
    case "+":
      return { min: 1, max: unlimited, end: at + 1 };
    case "{": {
      const found = /^\{(\d{1,4})(,?)(\d{0,4})\}/.exec(source.slice(at));
      if (found === null) throw refused(source, "has a { } that is not like {4}, {4,} or {4,20}");
      const [text, from = "", comma, to] = found;
      const min = Number(from);
      const max = comma === "" ? min : to === "" ? unlimited : Number(to);
      if (max < min || max === 0 || min > patternLimits.repeat)
        throw refused(source, `has a { } that cannot be: ${text}`);
      return { min, max, end: at + text.length };
    }
    default:
      return { min: 1, max: 1, end: at };
  }
}

function inBothCases({ has, min, max, secret }: Item): Step {
  return { min, max, secret, has: (unit) => has(lower(unit)) || has(upper(unit)) };
}

/** Stores a set's results for the first 256 units, so that every set costs the same. */
function tabulated(item: Item): Item {
  const { has, unit } = item;
  if (unit !== undefined) return item;
  const table = Uint8Array.from({ length: 256 }, (_, other) => (has(other) ? 1 : 0));
  return { ...item, has: (other) => (other < 256 ? table[other] === 1 : has(other)) };
}

const lower = (unit: number) => (unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit);
const upper = (unit: number) => (unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit);

const casesOf = (text: string): string[] =>
  Array.from(text).reduce<string[]>(
    (all, char) => [
      ...new Set(all.flatMap((one) => [one + char.toLowerCase(), one + char.toUpperCase()])),
    ],
    [""],
  );

/** Requires that after an item of variable length, the next character decides whether the item continues. */
function requireOneWay(source: string, steps: readonly Item[]): void {
  for (const [index, step] of steps.entries()) {
    if (step.min === step.max) continue;
    for (const next of steps.slice(index + 1)) {
      if (overlap(step, next))
        throw refused(
          source,
          "has a part that may come several times, and what follows it matches the same characters: leave them out of the first, as in [a-z]+-[0-9]+",
        );
      if (next.min > 0) break;
    }
  }
}

/** Beyond the letters of Europe, only literal characters are compared, to limit the cost. */
function overlap(a: Step, b: Item): boolean {
  for (let unit = 0x20; unit < 0x250; unit++) if (a.has(unit) && b.has(unit)) return true;
  return b.unit !== undefined && a.has(b.unit);
}
