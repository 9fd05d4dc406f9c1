/** A search in a document. */
export interface Query {
  readonly text: string;
  /** The text is a regular expression in JavaScript's syntax. */
  readonly regex: boolean;
  readonly matchCase: boolean;
  readonly wholeWord: boolean;
}

/** The replacement of a match. */
export interface Replacement {
  readonly text: string;
  /** Whether `$1`, `$<name>`, `$&`, `\n` and `\t` have a meaning in the text. */
  readonly template: boolean;
}

/** A match in a text, as UTF-16 offsets. `by` is the text that replaces the match. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly by?: string;
}

export type Compiled =
  | { readonly ok: true; readonly pattern: RegExp }
  /** A sentence that describes the mistake in the expression. */
  | { readonly ok: false; readonly why: string };

/** Compiles a query. `^` and `$` match at the ends of a line. */
export function compile({ text, regex, matchCase, wholeWord }: Query): Compiled {
  const source = regex ? text : text.replace(/[\\^$.*+?()[\]{}|/-]/g, escaped);
  const word = "[\\p{L}\\p{M}\\p{N}_]";
  const flags = matchCase ? "gmu" : "gimu";
  try {
    // The source is compiled alone first: within the group for whole words, `a)(b` would become a valid
    // expression.
    const alone = new RegExp(source, flags);
    return {
      ok: true,
      pattern: wholeWord ? new RegExp(`(?<!${word})(?:${source})(?!${word})`, flags) : alone,
    };
  } catch (error) {
    return { ok: false, why: whatIsWrong(error instanceof Error ? error.message : "") };
  }
}

const escaped = (sign: string): string => (sign === "-" ? "\\x2d" : `\\${sign}`);

/** JavaScript's messages for mistakes, and plainer ones. */
const mistakes: readonly (readonly [RegExp, string])[] = [
  [/unterminated group/i, "A group that ( opens is not closed with )."],
  [/unmatched '\)'/i, "A ) closes no group. Write \\) for the sign itself."],
  [/nothing to repeat/i, "Nothing stands before a sign that repeats (* + ? or {…})."],
  [/unterminated character class/i, "A set that [ opens is not closed with ]."],
  [/\\ at end/i, "The expression ends in a single \\. Write \\\\ for the sign itself."],
  [
    /range out of order|invalid character class/i,
    "A range in a set ([a-z]) is the wrong way round.",
  ],
  [/quantifier brackets|incomplete quantifier/i, "A { or } has no number. Write \\{ for the sign."],
  [/numbers out of order/i, "The first number in {…} is greater than the second."],
  [/property name/i, "There is no such property as the one in \\p{…}."],
  [
    /unicode escape|invalid escape|decimal escape|class escape/i,
    "A \\ stands before a sign that needs none or means nothing here.",
  ],
  [/capture group name/i, "A group’s name is missing or is used twice."],
  [/named reference|named capture referenced/i, "A \\k<…> names a group that is not there."],
  [/invalid group/i, "A (? starts something that is not known."],
];

function whatIsWrong(message: string): string {
  const known = mistakes.find(([pattern]) => pattern.test(message.replace(/.*\/[a-z]*: /s, "")));
  return known?.[1] ?? "This is not a regular expression.";
}

/**
 * The matches in a text, from left to right, without empty ones.
 * @param replacement adds to each match the text that replaces it
 */
export function spansIn(text: string, pattern: RegExp, replacement?: Replacement): Span[] {
  const spans: Span[] = [];
  for (const match of text.matchAll(pattern)) {
    if (match[0] === "") continue;
    const place = { from: match.index, to: match.index + match[0].length };
    spans.push(replacement ? { ...place, by: expand(replacement, match) } : place);
  }
  return spans;
}

function expand({ text, template }: Replacement, match: RegExpExecArray): string {
  if (!template) return text;
  return text.replace(/\$(?:(\$)|(&|0)|(\d{1,2})|<([^>]*)>)|\\([nt\\])/g, (whole, ...parts) => {
    const [dollar, all, number, name, sign]: (string | undefined)[] = parts;
    if (dollar !== undefined) return "$";
    if (all !== undefined) return match[0];
    if (number !== undefined) return group(match, number) ?? whole;
    if (name !== undefined) return match.groups === undefined ? whole : (match.groups[name] ?? "");
    return sign === "n" ? "\n" : sign === "t" ? "\t" : "\\";
  });
}

/** As in JavaScript, `$12` is the twelfth group, or the first group and a "2" when there are fewer groups. */
function group(match: RegExpExecArray, number: string): string | undefined {
  if (Number(number) > 0 && Number(number) < match.length) return match[Number(number)] ?? "";
  const first = Number(number.charAt(0));
  if (number.length < 2 || first === 0 || first >= match.length) return undefined;
  return (match[first] ?? "") + number.charAt(1);
}
