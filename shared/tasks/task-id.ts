/**
 * The grammar of a task's ID, which all other patterns build on. The full form applies at the beginning of a
 * description: `T012`, `T1000`, `T-01`, `T001a`, `T003.1`, `TASK-001`. The ID ends before a range:
 * "T001-T003" begins with `T001`.
 */
export const idSource = String.raw`[Tt](?:[Aa][Ss][Kk])?[-_]?\d{1,9}(?:[._-]?\d{1,6}|[._-]?(?![Tt][-_]?\d)[A-Za-z]{1,2}(?![A-Za-z]))*`;

/** The beginning of every such ID, for flag `i`. */
export const idHead = String.raw`T(?:ASK)?[-_]?\d`;

/**
 * `1`, `1.2`, `2.3a`: an outline number, as OpenSpec and Kiro give it to tasks. It is an ID only at the
 * beginning of a task and within the list. In prose and in commit messages, 1.2 is a version or an amount.
 */
export const numberSource = String.raw`\d{1,4}(?:\.\d{1,4})*[a-z]?(?![A-Za-z0-9])`;

/**
 * An ID in prose, where a T has other meanings. The pattern is therefore narrower than `idSource`: a capital
 * T ("t1" is a variable); three digits, or a sign between letters and number, or a part after a dot ("T4" is
 * a machine); no number after a dash ("T001-003" is a range); no name after a dot ("T012.md" is a file).
 */
export const idInProse = String.raw`(?=T\d{3}|T(?:ASK)?[-_]\d|TASK\d|T\d+[._]\d)T(?:ASK)?[-_]?\d{1,9}(?:[._]\d{1,6}|[A-Za-z]{1,2}(?![A-Za-z\d])|[._-][A-Za-z](?![A-Za-z\d]))*(?![._]\d)`;

const leadingWord = /^([*_]{0,2})tasks?[ \t\u00a0]+(?=[*_~`[(]*[Tt][-_]?\d)/i;
const markers = /^(?:[*_]{0,2}\[(?:P|US\d{1,4})\][*_]{0,2}[ \t\u00a0]*)+/i;
const openers = /^[*_~`[(]*/;
const closers = /^(?::?[*_~`\])]+)?[:.),]?/;
const partner: Readonly<Record<string, string>> = { "[": "]", "(": ")" };

/** The beginning of a description. */
export type Beginning =
  | { readonly kind: "id"; readonly id: string; readonly title: string }
  /** A range, or several IDs. */
  | { readonly kind: "several" }
  | { readonly kind: "none" };

const goesOn = new RegExp(
  String.raw`^[ \t]*(?:[–—-]|\.{2,3}|to|through)[ \t]*[*_\x60[]*${idHead}\d`,
  "i",
);
const moreIds = new RegExp(String.raw`^[ \t]*[*_\x60[]*${idHead}`, "i");

const task = new RegExp(`^${idSource}`);
const number = new RegExp(`^${numberSource}`);

/** Reads the ID at the beginning of a task's description, inside any emphasis, brackets or marks. */
export const readTaskId = (description: string): Beginning => {
  return beginningOf(description.replace(leadingWord, "$1"), task);
};

/** The length in UTF-16 units of the marks and words that may precede an ID: `[P] [US1] `, `Task `. */
export function lengthBeforeId(description: string): number {
  const marks = markers.exec(description)?.[0].length ?? 0;
  return marks + (leadingWord.exec(description.slice(marks))?.[0].length ?? 0);
}

/** Reads the outline number at the beginning of a task. */
export const readNumber = (description: string): Beginning => beginningOf(description, number);

function beginningOf(description: string, pattern: RegExp): Beginning {
  const [before = ""] = markers.exec(description) ?? [];
  const marked = description.slice(before.length);
  const [open = ""] = openers.exec(marked) ?? [];
  const id = pattern.exec(marked.slice(open.length))?.[0];
  if (id === undefined) return { kind: "none" };
  const rest = marked.slice(open.length + id.length);
  const [close = ""] = closers.exec(rest) ?? [];
  const behind = rest
    .slice(close.length)
    .replace(/^\([^()\s]*\)(?=[ \t\u00a0:]|$):?/, (link) => (open.includes("[") ? "" : link));
  if (!/^(?:[ \t\u00a0]|$)/.test(behind))
    return { kind: /^(?:[,/&+–—-]|\.{2,3}|~)[ \t]*T?\d/i.test(rest) ? "several" : "none" };
  const more = close.endsWith(",") ? moreIds : goesOn;
  if (more.test(behind)) return { kind: "several" };
  const words = behind.replace(/^[ \t\u00a0]+(?:[-–—:][ \t\u00a0]+)?/, "").trimEnd();
  return { kind: "id", id, title: `${before}${unclosed(open, close)}${words}` };
}

/**
 * The emphasis that continues after the ID: "**T001 Set up** the table" has the title "**Set up** the table".
 */
function unclosed(open: string, close: string): string {
  let left = close;
  return [...open]
    .filter((sign) => {
      const other = partner[sign] ?? sign;
      if (!left.includes(other)) return true;
      left = left.replace(other, "");
      return false;
    })
    .join("");
}

/** A quick check of a text; most texts name no task. */
export const mayNameTask = new RegExp(idHead, "i");

/** The form in which IDs are compared: people write `t001` for `T001`. */
export const idKey = (id: string): string => id.toUpperCase();
