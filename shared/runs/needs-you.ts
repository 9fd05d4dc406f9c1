import type { RunId } from "../base/ids";
import type { RunSummary } from "./summary";
import { isActive, waitsFor } from "./words";

/** Something that waits for the person. */
export type Need =
  /** The agent asks for permission, asks a question, or has finished and stays. */
  | { readonly kind: "permission" | "question" | "finished"; readonly run: RunId }
  | { readonly kind: "review"; readonly run: RunId }
  /** Tasks of the queue whose start was refused, together. */
  | { readonly kind: "refused"; readonly tasks: readonly string[] };

/** The name of a need among the others. */
export const needKey = (need: Need): string => (need.kind === "refused" ? need.kind : need.run);

/** What a need asks of the person, beginning with a verb. */
export function needWords(need: Need): string {
  switch (need.kind) {
    case "permission":
      return "Allow an act?";
    case "question":
      return "Answer a question";
    case "finished":
      return "Finish a run";
    case "review":
      return "Review a change";
    case "refused":
      return need.tasks.length === 1 ? "Look at a start" : `Look at ${need.tasks.length} starts`;
  }
}

/**
 * All that needs the person: runs whose agent is stopped by it, then starts that were refused, then runs that have
 * finished, then those to review. In each group the oldest comes first.
 * @param runs the runs that go on, and any others, the latest first
 * @param toDecide every run that waits for a decision, the latest first
 * @param queued the entries of the queue
 */
export function needsYou(
  runs: readonly RunSummary[],
  toDecide: readonly { readonly id: RunId }[],
  queued: readonly { readonly task: string; readonly refused?: string | undefined }[] = [],
): Need[] {
  const waiting = runs
    .flatMap((run): Need[] => {
      const kind = waitKind(run);
      return kind === undefined ? [] : [{ kind, run: run.id }];
    })
    .reverse();
  const of = (kind: Need["kind"]) => waiting.filter((need) => need.kind === kind);
  const refused = queued.filter((entry) => entry.refused !== undefined);
  return [
    ...waiting.filter(({ kind }) => kind !== "finished"),
    ...(refused.length === 0
      ? []
      : [{ kind: "refused" as const, tasks: refused.map(({ task }) => task) }]),
    ...of("finished"),
    ...[...toDecide].reverse().map(({ id }) => ({ kind: "review" as const, run: id })),
  ];
}

function waitKind({ state, permissions = [] }: RunSummary) {
  if (state.phase !== "running" || waitsFor(state) === undefined) return undefined;
  if (permissions.length > 0) return "permission";
  return state.waiting?.finished === true ? "finished" : "question";
}

/**
 * The need to go to next; undefined where nothing needs the person.
 * @param needs see `needsYou`
 * @param here the key of the need that is shown
 */
export function nextThatNeedsYou(
  needs: readonly Need[],
  here: string | undefined,
): Need | undefined {
  const at = here === undefined ? -1 : needs.findIndex((need) => needKey(need) === here);
  return needs[(at + 1) % needs.length];
}

/** How many runs wait for the person and how many go on, in words. */
export function runsInWords(runs: readonly RunSummary[]): string[] {
  const active = runs.filter(isActive);
  const waiting = active.filter(({ state }) => waitsFor(state) !== undefined).length;
  const going = active.length - waiting;
  return [
    ...(waiting === 0
      ? []
      : [waiting === 1 ? "1 run waits for you" : `${waiting} runs wait for you`]),
    ...(going === 0 ? [] : [`${going} ${going === 1 ? "run" : "runs"} going on`]),
  ];
}
