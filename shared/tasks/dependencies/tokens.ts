import { idHead, idSource } from "../task-id";
import { withoutCode } from "./code-spans";
import type { Wording } from "./wording";
import { spaced } from "./words";
import { spaceless } from "./words-spaceless";

/** An ID as written, or the ends of a range. */
export interface Ref {
  readonly from: string;
  /** As written: `T003`, or `003` in "T001-003". */
  readonly to?: string;
}

type WordKind = Exclude<keyof Wording, "to">;

export type Token =
  | { readonly kind: "ref"; readonly ref: Ref; readonly end: number }
  | {
      readonly kind: (typeof kinds)[number];
      readonly end: number;
    };

/** Kana, ideographs and Hangul can follow an ID without a space. A slash only separates IDs. */
const ends = `(?![\\p{Script=Latin}\\p{Script=Cyrillic}\\p{N}_]|/(?!${idHead}))`;
const begins = "(?<![\\p{Script=Latin}\\p{N}_.@#-]|(?<!\\d[A-Za-z]?)/)";
const taskId = `${idSource}${ends}`;
const wrap = "[*_~`\\[\\]\"'“”«»]*";
const through = [...spaced, spaceless].flatMap(({ to }) => to ?? []).join("|");
const range = `[ \\t]*(?:[–—~〜-]|\\.{2,3}|…)[ \\t]*|[ \\t]*(?:${through})[ \\t]*`;

/** The kinds of words. A longer phrase comes before a shorter one with the same beginning. */
const wordKinds = [
  "strong",
  "formerly",
  "released",
  "reverse",
  "behind",
  "none",
  "and",
  "except",
  "weak",
  "labels",
  "when",
  "before",
  "until",
  "without",
  "undone",
  "copula",
  "particle",
  "pairwise",
  "fill",
  "negations",
  "doubt",
  "past",
  "hold",
  "self",
  "aside",
  "next",
  "done",
  "modal",
  "aux",
  "motion",
] as const satisfies readonly WordKind[];

const signs = {
  arrow: "-{1,3}>|={1,2}>|[→⇒➔➜⟶⟹]",
  back: "<-{1,2}|[←⇐⟵]",
  question: "[?？](?![\\p{L}\\p{N}=&])",
  stop: "[.!。！](?=\\s|$)|\\n|[。！]",
  semicolon: "[;；]",
  colon: "[:：=]",
  comma: "[,、，&+/·•|]",
  open: "[(（{]",
  close: "[)）}]",
  dash: "(?<=\\s)[–—-]{1,2}(?=\\s)",
} as const;

const signKinds = [
  "arrow",
  "back",
  "question",
  "stop",
  "semicolon",
  "colon",
  "comma",
  "open",
  "close",
  "dash",
] as const satisfies readonly (keyof typeof signs)[];

/** One group for each kind of words, in their order. */
const groups = (words: readonly Partial<Wording>[], space: string): string =>
  wordKinds
    .map((kind) => {
      const sources = words.flatMap((it) => it[kind] ?? []);
      // A kind without words never matches.
      return `(${sources.length === 0 ? "(?!)" : sources.map((source) => source.replaceAll(" ", space)).join("|")})`;
    })
    .join("|");

const other = "[\\p{L}\\p{N}_]+|[^\\s*_~`\\[\\]\"'“”«»]";

/**
 * One pass over a text, in which the first matching alternative counts. The first two groups are those of an
 * ID; then there is one group for each of `kinds`. Emphasis, quotation marks and brackets around an ID belong
 * to it. Each alternative first checks its first character, because most words match none of them.
 */
const token = new RegExp(
  [
    `(?=T)(${begins}${taskId})(?:${wrap}(?:${range})${wrap}(${taskId}|\\d{2,9}(?![\\p{L}\\p{N}.])))?${wrap}`,
    ...signKinds.map((kind) => `(${signs[kind]})`),
    `(?=\\p{L})(?<![\\p{L}\\p{N}_])(?:${groups(spaced, "[ \\t]+")})(?![\\p{L}\\p{N}_])`,
    `(?=[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}])(?:${groups([spaceless], "[ \\t]*")})`,
    `(${other})`,
  ].join("|"),
  "giu",
);

const kinds = [...signKinds, ...wordKinds, ...wordKinds, "word"] as const;

/** Kinds of words without effect before or between IDs. */
export const fillers = [
  "fill",
  "copula",
  "particle",
  "pairwise",
] as const satisfies readonly WordKind[];

const onlyIds = new RegExp(`^(?:[\\s,;&+\\[\\]().…–—-]|${begins}${taskId})+$`, "iu");

/** The tokens of a text that matter for dependencies. Struck-out text and code are ignored. */
export function tokensOf(text: string): Token[] {
  const found: Token[] = [];
  const said = withoutCode(text, (code) => onlyIds.test(code)).replace(/~~[^~]*~~/g, (struck) =>
    " ".repeat(struck.length),
  );
  for (const match of said.matchAll(token)) {
    const [{ length }, from, to, ...rest] = match;
    const end = match.index + length;
    const kind = kinds[rest.findIndex((group) => group !== undefined)];
    if (from !== undefined)
      found.push({ kind: "ref", ref: to === undefined ? { from } : { from, to }, end });
    else if (kind !== undefined) found.push({ kind, end });
  }
  return found;
}

/** All IDs in a text. */
export const refsIn = (text: string): Ref[] =>
  tokensOf(text).flatMap((token) => (token.kind === "ref" ? token.ref : []));
