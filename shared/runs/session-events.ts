import type { CheckpointEvent } from "./checkpoint-files";
import type { Redaction, RunEvent, Running, SessionEnd } from "./event";
import { runFormat } from "./folder-format";
import type { Owner } from "./lease";
import type { ProcessEnd } from "./process-end";
import type { Report, Tokens, Waiting } from "./reported";

/** What is known of a recording that is over. */
export interface SessionFacts {
  /** SHA-256 of session.cast, in hex, and its size. */
  readonly digest: string;
  readonly bytes: number;
  /** Seconds. */
  readonly duration: number;
  /** Bytes of an unfinished last line that recovery cut off; left out for none. */
  readonly cut?: number;
  readonly redaction?: Redaction;
  readonly exchange?: { readonly digest: string; readonly bytes: number };
}

/**
 * The events of a session, as whoever owns it sees them happen. Nobody may refuse what has happened; what somebody
 * asks for goes through `decide`. No other file makes events of a session.
 */
export const sessionEvents = {
  /** @param app the version of the app that records */
  started: (
    owner: Owner,
    { pid, cols, rows, app }: { pid: number; cols: number; rows: number; app: string },
  ): RunEvent => ({
    type: "session-started",
    owner,
    hostPid: owner.pid,
    hostStarted: owner.started,
    pid,
    cols,
    rows,
    recorder: { app, format: runFormat.version },
  }),
  setUpStarted: (command: string): RunEvent => ({ type: "set-up-started", command }),
  setUpEnded: (end: ProcessEnd): RunEvent => ({ type: "set-up-ended", end }),
  finishAsked: (): RunEvent => ({ type: "finish-asked" }),
  agentEnded: (end: ProcessEnd): RunEvent => ({ type: "agent-ended", end }),
  snapshotTaken: (commit: string): RunEvent => ({ type: "snapshot-taken", commit }),
  /** @param index the validation's place among the run's, from 0 */
  validationStarted: (index: number, command: string): RunEvent => ({
    type: "validation-started",
    index,
    command,
  }),
  validationEnded: (index: number, end: ProcessEnd): RunEvent => ({
    type: "validation-ended",
    index,
    end,
  }),
  leftBehind: (by: "set-up" | "agent" | "validation", processes: Running[]): RunEvent => ({
    type: "left-behind",
    by,
    processes,
  }),
  leftRunning: (processes: Running[]): RunEvent => ({ type: "left-running", processes }),
  checkpoint: (checkpoint: CheckpointEvent): RunEvent => checkpoint,
  /** What the agent told of itself. */
  reported: (report: Exclude<Report, { type: "tokens" }>): RunEvent => report,
  agentReported: (calls: number, tokens: Tokens | undefined): RunEvent => ({
    type: "agent-reported",
    by: "agent",
    calls,
    ...(tokens === undefined ? {} : { tokens }),
  }),
  waiting: (waiting: Omit<Waiting, "type">): RunEvent => ({ type: "waiting", ...waiting }),
  waitingEnded: (by: Waiting["by"], how: "answered" | "went-on"): RunEvent => ({
    type: "waiting-ended",
    by,
    how,
  }),
  ended: (how: SessionEnd, facts: SessionFacts): RunEvent => ({
    type: "session-ended",
    how,
    digest: facts.digest,
    bytes: facts.bytes,
    duration: facts.duration,
    ...(facts.cut === undefined ? {} : { cut: facts.cut }),
    ...(facts.redaction === undefined ? {} : { redaction: facts.redaction }),
    ...(facts.exchange === undefined ? {} : { exchange: facts.exchange }),
  }),
};
