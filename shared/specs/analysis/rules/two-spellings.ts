import type { ReadDocument } from "../documents";
import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";
import { placeIn, type Statement } from "../statements";

/** One spelling of a term, and its first place. */
interface Spelling {
  text: string;
  count: number;
  readonly document: ReadDocument;
  readonly statement: Statement;
  readonly index: number;
}

/**
 * Latin, Greek and Cyrillic letters as plain ranges. The pattern runs over every word, and \p{L} takes ten
 * times as long.
 */
const letter = "A-Za-z\\u00c0-\\u024f\\u0370-\\u052f";
const word = new RegExp(
  `[${letter}][${letter}\\d]{3,}(?:[-‐‑][${letter}\\d]+)*|[${letter}]{1,3}(?:[-‐‑][${letter}\\d]+)+`,
  "g",
);
const compound = /[-‐‑]|[^A-Z][A-Z]|^[A-Z].*[A-Z]/;
/** Signs beside a part of a path, an address, an option or a name in code. */
const codeSign = /[/\\_@=$#~<>{}|+]/;
/** The shortest term. In shorter ones, the parts are too often two words of their own. */
const shortest = 5;

/** Words with different meanings with and without a hyphen. */
const different = new Set(
  "resign recover reform resent recreation coop remark represent reserve everyday already".split(
    " ",
  ),
);

/** Finds one term in two spellings: login and log-in, OAuth2 and OAuth 2, GitHub and Github. */
export const twoSpellings: Rule = {
  id: "two-spellings",
  title: "A term has two spellings",
  help: "Two spellings look like two different things. Use one spelling in all documents of the feature.",
  check({ documents }) {
    const terms = new Map<string, Map<string, Spelling>>();
    const judged = documents.filter(({ kind }) => kind !== "constitution");
    // Plain words are most of a text. Only those that also occur as compounds are examined.
    for (const document of judged) collect(document, terms, "compounds");
    for (const document of judged) collect(document, terms, "plain words");
    return [...terms.values()].flatMap(judge);
  },
};

function collect(
  document: ReadDocument,
  terms: Map<string, Map<string, Spelling>>,
  which: "compounds" | "plain words",
): void {
  for (const statement of document.statements) {
    let index = 0;
    // match() instead of matchAll(), because only few words need a position.
    for (const found of statement.text.match(word) ?? []) {
      const isCompound = compound.test(found);
      if (isCompound !== (which === "compounds")) continue;
      if (!isCompound && !terms.has(found.toLowerCase())) continue;
      index = statement.text.indexOf(found, index);
      const text = isCompound ? withNumber(found, statement.text, index) : found;
      const key = text.toLowerCase().replace(/[-‐‑ ]/g, "");
      const spellings = terms.get(key);
      if (key.length < shortest || !isWord(text, statement.text, index)) continue;
      const known = spellings?.get(text);
      const first = { text, count: 1, document, statement, index };
      if (known) known.count += 1;
      else if (spellings) spellings.set(text, first);
      else terms.set(key, new Map([[text, first]]));
    }
  }
}

/** Whether the match is prose: not part of a path, a link's target, an option, an ID or a name in code. */
function isWord(text: string, prose: string, at: number): boolean {
  const before = prose.slice(Math.max(0, at - 2), at);
  const after = prose.slice(at + text.length, at + text.length + 2);
  if (codeSign.test(before.slice(-1)) || codeSign.test(after.charAt(0))) return false;
  if (before === "](" || /[-.]$/.test(before) || /^(?:\.[\w/]|\()/.test(after)) return false;
  return !/^[a-z][a-z\d]*[A-Z]|[-‐‑]\d/.test(text);
}

/** Adds a following number to an abbreviation: "OAuth 2" and "HTTP 2" are one term, "Phase 2" is not. */
function withNumber(found: string, text: string, at: number): string {
  const end = at + found.length;
  const number = /^ (\d)(?![\p{L}\p{N}.%:)])/u.exec(text.slice(end, end + 3));
  return number && /\p{Lu}.*\p{Lu}/u.test(found) ? `${found}${number[0]}` : found;
}

function judge(spellings: ReadonlyMap<string, Spelling>): Finding[] {
  if (spellings.size < 2) return [];
  const forms = merged([...spellings.values()]);
  const [usual, rare] = forms.sort((a, b) => b.count - a.count);
  if (!usual || !rare) return [];
  const { document, statement, index, text } = rare;
  // TaskList beside task-list is often a name in code, whose spelling the language decides.
  const named =
    forms.some(({ text: form }) => /\p{Ll}\p{Lu}/u.test(form)) &&
    forms.some(({ text: form }) => form.includes("-"));
  return [
    findingIn(twoSpellings.id, document)(
      named ? "LOW" : "MEDIUM",
      placeIn(statement, index, index + text.length),
      `“${text}” is written “${usual.text}” elsewhere.`,
      `Choose one spelling: “${usual.text}” stands here ${usual.count} ${usual.count === 1 ? "time" : "times"}, “${text}” ${rare.count}.`,
    ),
  ];
}

/**
 * Joins spellings that differ only as at the start of a sentence. A difference of case counts only inside a
 * word, and not for a word in all capitals: GitHub and Github differ, README and readme do not.
 */
function merged(spellings: readonly Spelling[]): Spelling[] {
  const forms = new Map<string, Spelling>();
  for (const spelling of spellings) {
    const { text } = spelling;
    const shape = text.toLowerCase().replace(/[‐‑]/g, "-");
    if (different.has(shape.replace(/-/g, ""))) return [];
    const inner = /^\p{Lu}?\p{Ll}+\p{Lu}/u.test(text) ? text : "";
    const key = inner === "" ? shape : inner;
    const known = forms.get(key);
    if (!known) forms.set(key, { ...spelling });
    else {
      known.count += spelling.count;
      // A capital at the start of a sentence does not show the usual spelling.
      if (text === shape) known.text = text;
    }
  }
  const cased = [...forms.keys()].filter((key) => /\p{Lu}/u.test(key));
  // All small letters or all capitals may be a command or a name in code, and not another spelling of GitHub.
  if (cased.length > 0)
    for (const key of [...forms.keys()]) {
      const form = forms.get(key);
      if (form && !cased.includes(key) && !/^\p{Lu}\p{Ll}/u.test(form.text) && !/[- ]/.test(key))
        forms.delete(key);
    }
  return [...forms.values()];
}
