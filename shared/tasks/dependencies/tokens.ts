import { idSource } from "../task-id";
import { spaceless, type Wording, wording } from "./words";

/** An ID as it was written, or the ends of a range. */
export interface Ref {
  readonly from: string;
  /** As written: `T003`, or `003` in "T001-003". */
  readonly to?: string;
}

type WordKind = keyof Wording;

export type Token =
  | { readonly kind: "ref"; readonly ref: Ref; readonly end: number }
  | {
      readonly kind:
        | Exclude<WordKind, "to">
        | "arrow"
        | "back"
        | "comma"
        | "stop"
        | "semicolon"
        | "colon"
        | "open"
        | "close"
        | "word";
      readonly end: number;
    };

const alternatives = (sources: readonly string[]): string =>
  sources.map((source) => source.replaceAll(" ", "[ \\t]+")).join("|");

const named = (kind: WordKind): string => {
  const words = `(?<![\\p{L}\\p{N}_])(?:${alternatives(wording[kind])})(?![\\p{L}\\p{N}_])`;
  const signs = spaceless[kind].map((source) => source.replaceAll(" ", "[ \\t]*")).join("|");
  return `(?<${kind}>${signs === "" ? words : `${words}|${signs}`})`;
};

/** Kana, ideographs and Hangul stand beside an ID without a space; a slash only parts IDs. */
const ends = "(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{N}_]|/(?!T(?:ASK)?[-_]?\\d))";
const begins = "(?<![\\p{Script=Latin}\\p{N}_.@#-]|(?<!\\d[A-Za-z]?)/)";
const taskId = `${idSource}${ends}`;
const wrap = "[*_~`\\[\\]\"'“”«»]*";
const range = `[ \\t]*(?:[–—~〜-]|\\.{2,3}|…)[ \\t]*|[ \\t]*(?:${[...wording.to, ...spaceless.to].join("|")})[ \\t]*`;

/**
 * One pass over a text: the first alternative that fits counts, so longer wordings stand before shorter ones.
 * Emphasis, quotation marks and brackets around an ID belong to it.
 */
const token = new RegExp(
  [
    `(?<from>${begins}${taskId})(?:${wrap}(?:${range})${wrap}(?<to>${taskId}|\\d{2,9}(?![\\p{L}\\p{N}.])))?${wrap}`,
    "(?<arrow>-{1,3}>|={1,2}>|[→⇒➔➜⟶⟹])",
    "(?<back><-{1,2}|[←⇐⟵])",
    named("strong"),
    named("reverse"),
    named("behind"),
    named("none"),
    named("negations"),
    named("labels"),
    named("weak"),
    named("and"),
    named("fill"),
    "(?<stop>[.!?。！？](?=\\s|$)|\\n|[。！？])",
    "(?<semicolon>[;；])",
    "(?<colon>[:：=])",
    "(?<comma>[,、，&+/·•])",
    "(?<open>[(（{])",
    "(?<close>[)）}])",
    "(?<word>[\\p{L}\\p{N}_]+|[^\\s*_~`\\[\\]\"'“”«»])",
  ].join("|"),
  "giu",
);

/** What a text says, as far as dependencies go. What is struck through is not said. */
export function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  const said = text.replace(/~~[^~]*~~/g, (struck) => " ".repeat(struck.length));
  for (const match of said.matchAll(token)) {
    const groups = match.groups ?? {};
    const end = match.index + match[0].length;
    const { from, to } = groups;
    if (from !== undefined) {
      found.push({ kind: "ref", ref: to === undefined ? { from } : { from, to }, end });
      continue;
    }
    const kind = kinds.find((name) => groups[name] !== undefined);
    if (kind !== undefined) found.push({ kind, end });
  }
  return found;
}

const kinds = [
  "arrow",
  "back",
  "strong",
  "reverse",
  "behind",
  "none",
  "negations",
  "labels",
  "weak",
  "and",
  "fill",
  "stop",
  "semicolon",
  "colon",
  "comma",
  "open",
  "close",
  "word",
] as const;
