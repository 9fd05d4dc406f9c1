import type { TaskRevision } from "../contracts/revision";
import { changeWords } from "../specs/revision";

/** What a card says of a task that rests on an older text of its spec. */
export interface Staleness {
  /** A word or two for the card: "stale", "FR-004 changed since". */
  readonly word: string;
  /** What changed, in one sentence. */
  readonly sentence: string;
}

/**
 * Puts a task's revision into words. Work that is done is stale; a task that is still open is told what
 * changed, because it may be done as it should be now.
 * @returns undefined for a task whose own requirements stand as they were
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

/** Since when the text is another one. */
export function sinceWords({ rests, commit }: TaskRevision): string {
  const at = commit.slice(0, 7);
  switch (rests) {
    case "run":
      return `The run started from the spec at ${at}`;
    case "approved":
      return `What was approved rests on the spec at ${at}`;
    case "line":
      return `The task’s line is from ${at}`;
  }
}
