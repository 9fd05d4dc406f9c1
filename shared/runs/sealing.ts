import type { RunEvent } from "./event";

/**
 * Whether the app's journal of a run notes an event when it happens. The rest are many, decide nothing, and
 * are held in place by the chain of hashes between two that are noted.
 */
export function isSealedKind(type: RunEvent["type"] | (string & {})): boolean {
  return sealed.has(type);
}

const sealed: ReadonlySet<string> = new Set<RunEvent["type"]>([
  "run-created",
  "permission-answered",
  "gate-asked",
  "gate-passed",
  "gate-refused",
  "start-failed",
  "session-started",
  "set-up-started",
  "set-up-ended",
  "agent-ended",
  "snapshot-taken",
  "validation-started",
  "validation-ended",
  "session-ended",
  "change-captured",
  "capture-failed",
  "approved",
  "sent-back",
  "discarded",
  "dismissed",
]);
