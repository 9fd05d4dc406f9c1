/**
 * How lists say that a task waits for another one, in the languages that tasks.md files are written in.
 * Each entry is the source of a regular expression; a space stands for any white space.
 */
export interface Wording {
  /** Say it wherever they stand: "depends on the table (T001)". */
  readonly strong: readonly string[];
  /** The same, of the past: "depended on". */
  readonly formerly: readonly string[];
  /** Say it before a colon or right before an ID: "Dependencies: T001", "[deps T001]". */
  readonly labels: readonly string[];
  /** Say it right before an ID: "after T001". */
  readonly weak: readonly string[];
  /** Say it before an ID and its end: "when T001 lands". */
  readonly when: readonly string[];
  /** Say it behind the IDs: "T001完成后". */
  readonly behind: readonly string[];
  /** Say that the other one waits: "blocks T010". */
  readonly reverse: readonly string[];
  /** Say that the other one waits, and with a "not" that this one does: "cannot start before T001". */
  readonly before: readonly string[];
  /** Say it with a "not" or a `hold`: "blocked until T001 lands", "no work until T001". */
  readonly until: readonly string[];
  /** The same, and without one they say "not": "does not build without T001", "works without T001". */
  readonly without: readonly string[];
  /** Nothing can be done: "on hold". */
  readonly hold: readonly string[];
  /** What it was blocked by is over: "now unblocked". */
  readonly released: readonly string[];
  /** Turn it round: "does not depend on". */
  readonly negations: readonly string[];
  /** Turn round a verb right behind: "removes the dependency on T001". */
  readonly undone: readonly string[];
  /** Instead of an ID: "Dependencies: None". */
  readonly none: readonly string[];
  /** Take IDs out of a list: "T001–T005 except T003". */
  readonly except: readonly string[];
  /** Leave it open: "may depend on". */
  readonly doubt: readonly string[];
  /** Say it of the past: "was blocked by". */
  readonly past: readonly string[];
  /** The task whose text it is: "T001 blocks this". */
  readonly self: readonly string[];
  /** Name a task in passing: "beside T003". */
  readonly aside: readonly string[];
  /** One after the other: "T001, then T002". */
  readonly next: readonly string[];
  /** What a task does when it may begin: "start", "be merged". */
  readonly motion: readonly string[];
  /** The end of a task: "lands", "done". */
  readonly done: readonly string[];
  /** "can", "must": a task is said to begin, or to end. */
  readonly modal: readonly string[];
  /** Words that change nothing between a "not" and its verb. */
  readonly aux: readonly string[];
  /** May stand before an ID, or between IDs, and change nothing. */
  readonly fill: readonly string[];
  /** Stand between IDs. */
  readonly and: readonly string[];
  /** Stand between the ends of a range. */
  readonly to: readonly string[];
}
