import type { TaskRevision } from "../contracts/revision";
import { type Change, changeWords } from "../specs/compare-specs";

/** A card's remark about a task that rests on an older text of its spec. */
export interface Staleness {
  /** One or a few words for the card: "stale", "FR-004 changed since". */
  readonly word: string;
  /** One sentence with the changes. */
  readonly sentence: string;
}

/**
 * Describes a task's revision in words. Finished work is stale. For an open task the change is named, because
 * the task can still be done by the new text.
 * @returns undefined for a task whose requirements did not change
 */
export function stalenessOf(revision: TaskRevision, done: boolean): Staleness | undefined {
  const [first, ...others] = revision.changes;
  if (first === undefined) return undefined;
  const words = changeWords(first);
  const all = others.length === 0 ? words : `${words}, and ${others.length} more`;
  return {
    word: done ? "stale" : others.length === 0 ? words : "spec changed since",
    sentence: `${sinceWords(revision)}: ${all}.`,
  };
}

/** The point from which the text differs. */
export function sinceWords({ rests, commit }: TaskRevision): string {
  const at = commit.slice(0, 7);
  switch (rests) {
    case "run":
      return `The run started from the spec at ${at}`;
    case "approved":
      return `The approved change rests on the spec at ${at}`;
    case "line":
      return `The task’s line is from ${at}`;
  }
}

/** The spec's remark about tasks that rest on its older text. */
export interface StaleNote {
  /** The ID of the requirement or story. */
  readonly id: string;
  /** "FR-004 changed." */
  readonly change: string;
  /** "T007 with its approval and T010 rest on the old text." */
  readonly tasks: string;
}

/** Groups revisions by the changed requirement, in the order of first mention. */
export function staleNotes(revisions: readonly TaskRevision[]): StaleNote[] {
  const byId = new Map<string, { change: Change; tasks: TaskRevision[] }>();
  for (const revision of revisions)
    for (const change of revision.changes) {
      const known = byId.get(change.id);
      if (known) known.tasks.push(revision);
      else byId.set(change.id, { change, tasks: [revision] });
    }
  return [...byId].map(([id, { change, tasks }]) => ({
    id,
    change: `${changeWords(change).replace(/ since$/, "")}.`,
    tasks: `${inWords(tasks.map(named))} ${tasks.length === 1 ? "rests" : "rest"} on the old text.`,
  }));
}

const named = ({ task, rests }: TaskRevision): string =>
  rests === "approved" ? `${task} with its approval` : task;

function inWords(names: readonly string[]): string {
  const last = names.at(-1) ?? "";
  return names.length < 2 ? last : `${names.slice(0, -1).join(", ")} and ${last}`;
}
