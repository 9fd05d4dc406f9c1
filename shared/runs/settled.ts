import type { RunPhase } from "./summary";

/** The phases of a run that is over for good: its log has its last event. */
const decidedPhases = [
  "start-failed",
  "approved",
  "sent-back",
  "discarded",
  "dismissed",
] as const satisfies readonly RunPhase[];

/** The phases in which only a person's decision adds to a run's log. */
export const settledPhases = ["review", ...decidedPhases] as const;

const decided: ReadonlySet<RunPhase> = new Set(decidedPhases);
const settled: ReadonlySet<RunPhase> = new Set(settledPhases);

export const isDecided = (phase: RunPhase): boolean => decided.has(phase);
export const isSettled = (phase: RunPhase): boolean => settled.has(phase);
