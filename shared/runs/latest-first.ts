/** The number of runs in the rail, which a window knows as soon as the runs of a project are known. */
export const latestRuns = 12;

interface Dated {
  /** ISO 8601, UTC: such times sort as plain text. */
  readonly createdAt: string;
  readonly id?: string;
}

/** Sorts runs, or summaries of runs, the latest first; of two runs of one time by their IDs. */
export function latestFirst(a: Dated, b: Dated): number {
  if (a.createdAt !== b.createdAt) return a.createdAt < b.createdAt ? 1 : -1;
  const [left, right] = [a.id ?? "", b.id ?? ""];
  return left === right ? 0 : left < right ? 1 : -1;
}
