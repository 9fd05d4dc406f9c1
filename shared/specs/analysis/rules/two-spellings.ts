import type { ReadDocument } from "../documents";
import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";
import { placeIn, type Statement } from "../statements";

/** One way in which a term is written, and where that is first. */
interface Spelling {
  text: string;
  count: number;
  readonly document: ReadDocument;
  readonly statement: Statement;
  readonly index: number;
}

/** Latin, Greek and Cyrillic. As plain ranges: this runs over every word, and \p{L} takes ten times as long. */
const letter = "A-Za-z\\u00c0-\\u024f\\u0370-\\u052f";
const word = new RegExp(
  `[${letter}][${letter}\\d]{3,}(?:[-‐‑][${letter}\\d]+)*|[${letter}]{1,3}(?:[-‐‑][${letter}\\d]+)+`,
  "g",
);
const compound = /[-‐‑]|[^A-Z][A-Z]|^[A-Z].*[A-Z]/;
/** What stands beside a part of a path, an address, an option or a name in code. */
const codeSign = /[/\\_@=$#~<>{}|+]/;
/** Shorter ones are too often two words of their own. */
const shortest = 5;

/** Words that mean one thing with a hyphen and another without. */
const different = new Set(
  "resign recover reform resent recreation coop remark represent reserve everyday already".split(
    " ",
  ),
);

/** One term in two spellings: login and log-in, OAuth2 and OAuth 2, GitHub and Github. */
export const twoSpellings: Rule = {
  id: "two-spellings",
  title: "A term has two spellings",
  help: "Two spellings read like two things. Choose one, and keep to it in all documents of the feature.",
  check({ documents }) {
    const terms = new Map<string, Map<string, Spelling>>();
    const judged = documents.filter(({ kind }) => kind !== "constitution");
    // Plain words are most of a text: only those are looked at that are also written as compounds.
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
    // match() instead of matchAll(): a place is needed for few of the words only.
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

/** Whether it is prose: not part of a path, a link's target, an option, an ID or a name in code. */
function isWord(text: string, prose: string, at: number): boolean {
  const before = prose.slice(Math.max(0, at - 2), at);
  const after = prose.slice(at + text.length, at + text.length + 2);
  if (codeSign.test(before.slice(-1)) || codeSign.test(after.charAt(0))) return false;
  if (before === "](" || /[-.]$/.test(before) || /^(?:\.[\w/]|\()/.test(after)) return false;
  return !/^[a-z][a-z\d]*[A-Z]|[-‐‑]\d/.test(text);
}

/** "OAuth 2" is one term, and so is "HTTP 2"; "Phase 2" is not. */
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
  // TaskList beside task-list is often a name in code, where the language decides.
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
 * Puts together what differs only as the start of a sentence does. Letters in other cases count as another
 * spelling only inside a word, and not in all capitals: GitHub and Github, but not README and readme.
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
      // At the start of a sentence it says nothing about how it is written elsewhere.
      if (text === shape) known.text = text;
    }
  }
  const cased = [...forms.keys()].filter((key) => /\p{Lu}/u.test(key));
  // All in small letters or capitals it may be a command or a name in code: no other spelling of GitHub.
  if (cased.length > 0)
    for (const key of [...forms.keys()]) {
      const form = forms.get(key);
      if (form && !cased.includes(key) && !/^\p{Lu}\p{Ll}/u.test(form.text) && !/[- ]/.test(key))
        forms.delete(key);
    }
  return [...forms.values()];
}
