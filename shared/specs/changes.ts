import { parseTasks } from "../tasks/parse-tasks";
import { featureOf } from "./folders";
import { parseSpec } from "./spec";

/** The change of one requirement, story or task of a document. */
export interface SpecChange {
  /** `FR-004`, `US1`, `T012`, or `question`. */
  readonly what: string;
  readonly how: "added" | "changed" | "removed" | "ticked" | "unticked" | "answered";
}

export type FileChange = "added" | "changed" | "removed";

/** A document that differs from its committed version. */
export interface ChangedDocument {
  readonly path: string;
  readonly how: FileChange;
  /** The changes of its numbered parts; empty for a document without such parts. */
  readonly changes: readonly SpecChange[];
}

/**
 * Compares two versions of a document by their numbered parts: requirements, stories and open questions of a
 * spec, tasks of a task list.
 * @param before undefined for a new document
 * @param after undefined for a deleted document
 */
export function changesOf(
  path: string,
  before: string | undefined,
  after: string | undefined,
): SpecChange[] {
  const name = path.slice(path.lastIndexOf("/") + 1);
  // For a new or deleted document, the list of its parts adds nothing.
  if (before === undefined || after === undefined) return [];
  if (name === "tasks.md") return taskChanges(before, after);
  return name === "spec.md" ? requirementChanges(before, after) : [];
}

function requirementChanges(before: string, after: string): SpecChange[] {
  const [old, now] = [parseSpec(before), parseSpec(after)];
  const statements = ({ requirements, stories }: typeof old) => [
    ...requirements.map(({ id, text }) => [id, text] as const),
    ...stories.map(({ id, title, priority }) => [id, `${title} ${priority}`] as const),
  ];
  const answered = old.clarifications.length - now.clarifications.length;
  return [
    ...compare(grouped(statements(old)), grouped(statements(now))),
    ...Array.from({ length: Math.max(0, answered) }, () => question("answered")),
    ...Array.from({ length: Math.max(0, -answered) }, () => question("added")),
  ];
}

const question = (how: SpecChange["how"]): SpecChange => ({ what: "question", how });

function taskChanges(before: string, after: string): SpecChange[] {
  const [old, now] = [parseTasks(before).tasks, parseTasks(after).tasks];
  const texts = (tasks: typeof old) =>
    grouped(tasks.map(({ id, title, parallel, story }) => [id, `${title} ${parallel} ${story}`]));
  const done = new Map(old.map((task) => [task.id, task.done]));
  const ticks = now.flatMap((task): SpecChange[] => {
    const was = done.get(task.id);
    if (was === undefined || was === task.done) return [];
    return [{ what: task.id, how: task.done ? "ticked" : "unticked" }];
  });
  return [...compare(texts(old), texts(now)), ...ticks];
}

/** Texts by ID. An ID that occurs twice gets both texts. */
function grouped(all: readonly (readonly [id: string, text: string])[]): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [id, text] of all) texts.set(id, `${texts.get(id) ?? ""}${text}\n`);
  return texts;
}

function compare(old: Map<string, string>, now: Map<string, string>): SpecChange[] {
  return [
    ...[...now].flatMap(([what, text]): SpecChange[] => {
      const was = old.get(what);
      if (was === text) return [];
      return [{ what, how: was === undefined ? "added" : "changed" }];
    }),
    ...[...old.keys()].flatMap((what): SpecChange[] =>
      now.has(what) ? [] : [{ what, how: "removed" }],
    ),
  ];
}

/** The most IDs that are named; more are counted. */
const named = 3;

/** "FR-004 changed, FR-009 added, 2 tasks ticked"; undefined when no numbered part changed. */
export function changeWords(changes: readonly SpecChange[]): string | undefined {
  const groups = new Map<string, SpecChange[]>();
  for (const change of changes) {
    const key = `${kindOf(change.what)} ${change.how}`;
    groups.set(key, [...(groups.get(key) ?? []), change]);
  }
  const words = [...groups.values()].map((group) => groupWords(group));
  return words.length === 0 ? undefined : words.join(", ");
}

function groupWords(group: readonly SpecChange[]): string {
  const [first] = group;
  if (!first) return "";
  const kind = kindOf(first.what);
  const count = `${group.length} ${kind}${group.length === 1 ? "" : "s"} ${first.how}`;
  const counted = kind === "question" || (kind === "task" && group.length > 1);
  if (counted || group.length > named) return count.replace("storys", "stories");
  const names = group.map(({ what }) => what);
  const list = names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : names[0];
  return `${list} ${first.how}`;
}

function kindOf(what: string): string {
  if (/^T(?:ASK)?[-_]?\d/i.test(what)) return "task";
  if (/^US\d/.test(what)) return "story";
  return what === "question" ? what : "requirement";
}

/**
 * The most UTF-16 units of a subject, as in linters of conventional commits. The prefix takes a large share.
 */
const subjectLength = 100;

/**
 * A message for a commit of documents: `docs(spec): 003-photo-albums: FR-004 changed, 2 tasks ticked`. When
 * the subject does not name every change, one line for each document follows. The person can edit the
 * message.
 */
export function proposeMessage(documents: readonly ChangedDocument[]): string {
  if (documents.length === 0) return "";
  const places = [...new Set(documents.map(({ path }) => featureOf(path) ?? topOf(path)))];
  const place = places.length > 2 ? `${places.length} features` : places.join(", ");
  const details = documents.map(documentWords);
  const prefix = `docs(spec): ${place}: `;
  const candidates = [
    ...(new Set(details).size === details.length ? [details.join(", ")] : []),
    countWords(documents),
    documents.length === 1 ? "changed" : `${documents.length} documents changed`,
  ];
  const subject =
    candidates.find((words) => prefix.length + words.length <= subjectLength) ??
    candidates.at(-1) ??
    "";
  if (subject === details.join(", ") && places.length === 1) return prefix + subject;
  const body = documents.map(({ path, how, changes }) => {
    const words = changeWords(changes);
    return `- ${nameIn(path)}${words === undefined ? ` ${how}` : `: ${words}`}`;
  });
  return `${prefix}${subject}\n\n${body.join("\n")}`;
}

function documentWords({ path, how, changes }: ChangedDocument): string {
  return changeWords(changes) ?? `${path.slice(path.lastIndexOf("/") + 1)} ${how}`;
}

/** Counts of all changes: "2 requirements changed, 1 added, plan.md changed". */
function countWords(documents: readonly ChangedDocument[]): string {
  const all = documents.flatMap(({ changes }) => changes);
  const counts = new Map<string, number>();
  for (const { what, how } of all) {
    const key = `${kindOf(what)} ${how}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const numbered = [...counts].map(([key, count]) => {
    const [kind = "", how = ""] = key.split(" ");
    const many = kind === "story" ? "stories" : `${kind}s`;
    return `${count} ${count === 1 ? kind : many} ${how}`;
  });
  const plain = documents.filter(({ changes }) => changes.length === 0);
  const files = plain.length > 1 ? [`${plain.length} documents changed`] : plain.map(documentWords);
  return [...numbered, ...files].join(", ");
}

const topOf = (path: string): string => path.split("/")[0] ?? path;

/** A document's name in the message's list: its path in the feature, or its whole path. */
function nameIn(path: string): string {
  const feature = featureOf(path);
  return feature === undefined ? path : path.slice("specs/".length);
}
