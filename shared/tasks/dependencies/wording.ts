/**
 * The phrases by which lists describe that a task waits for another, in the languages of tasks.md files. Each
 * entry is the source of a regular expression; a space stands for any white space. "Waits" below means that
 * the subject waits for the object.
 */
export interface Wording {
  /** The subject waits; other words may precede the ID: "depends on the table (T001)". */
  readonly strong: readonly string[];
  /** The same in the past: "depended on". */
  readonly formerly: readonly string[];
  /** The subject waits, if a colon or an ID follows directly: "Dependencies: T001", "[deps T001]". */
  readonly labels: readonly string[];
  /** The subject waits, if an ID follows directly: "after T001". */
  readonly weak: readonly string[];
  /** The subject waits, if an ID and its end follow: "when T001 lands". */
  readonly when: readonly string[];
  /** The subject waits; the phrase comes after the IDs: "T001完成后". */
  readonly behind: readonly string[];
  /** The object waits: "blocks T010". */
  readonly reverse: readonly string[];
  /** The object waits; with a "not", the subject waits: "cannot start before T001". */
  readonly before: readonly string[];
  /** The subject waits, with a "not" or a `hold`: "blocked until T001 lands", "no work until T001". */
  readonly until: readonly string[];
  /**
   * The subject waits, with a "not"; otherwise it does not: "does not build without T001", "works without
   * T001".
   */
  readonly without: readonly string[];
  /** Nothing can start: "on hold". */
  readonly hold: readonly string[];
  /** The wait has ended: "now unblocked". */
  readonly released: readonly string[];
  /** Negates the statement: "does not depend on". */
  readonly negations: readonly string[];
  /** Negates a verb directly after it: "removes the dependency on T001". */
  readonly undone: readonly string[];
  /** Takes the place of an ID: "Dependencies: None". */
  readonly none: readonly string[];
  /** Excludes IDs from a list: "T001–T005 except T003". */
  readonly except: readonly string[];
  /** Leaves the statement open: "may depend on". */
  readonly doubt: readonly string[];
  /** Puts the statement into the past: "was blocked by". */
  readonly past: readonly string[];
  /** The task that the text belongs to: "T001 blocks this". */
  readonly self: readonly string[];
  /** Mentions a task in passing: "beside T003". */
  readonly aside: readonly string[];
  /** Puts tasks in order: "T001, then T002". */
  readonly next: readonly string[];
  /** The beginning of a task's work: "start", "be merged". */
  readonly motion: readonly string[];
  /** The end of a task: "lands", "done". */
  readonly done: readonly string[];
  /** "can", "must": precede the beginning or the end of a task. */
  readonly modal: readonly string[];
  /** Words without effect between a "not" and its verb. */
  readonly aux: readonly string[];
  /** Prepositions. A later task may share a cue and repeat its preposition: "and T003 on T002". */
  readonly particle: readonly string[];
  /** "is": after an ID in a list, the ID is the subject of another statement. */
  readonly copula: readonly string[];
  /** Pairs the subjects with the objects: "T003 and T004 depend on T001 and T002 respectively". */
  readonly pairwise: readonly string[];
  /** Words without effect before or between IDs. */
  readonly fill: readonly string[];
  /** Words between IDs. */
  readonly and: readonly string[];
  /** Words between the ends of a range. */
  readonly to: readonly string[];
}
