import { Problem } from "../base/problem";
import { checkApproval } from "./approval";
import type { CheckpointEvent } from "./checkpoint-files";
import type {
  Around,
  FolderMark,
  NamedPaths,
  Original,
  Redaction,
  RunEvent,
  Running,
} from "./event";
import { type Here, isHeld, isSameOwner, type Owner } from "./lease";
import { type LeftOut, namedLeftOut } from "./left-out";
import {
  type Answerer,
  type PermissionAnswer,
  type PermissionAsk,
  permissionOf,
} from "./permission";
import type { Run } from "./projection";
import type { WaitsFor } from "./queue";
import { type SessionFacts, sessionEvents } from "./session-events";
import type { RunPhase, RunState } from "./summary";

/** What a person, or the app on their behalf, asks of a run outside of its session. */
export type RunCommand =
  /** Lets the run wait, or wait for something else than before. */
  | { readonly type: "queue"; readonly waitsFor: WaitsFor }
  | { readonly type: "leave-queue" }
  /** Says that the owner still looks after the run, or that another one does now. */
  | { readonly type: "renew-lease"; readonly owner: Owner; readonly here: Here }
  | { readonly type: "keep-tree"; readonly tree: FolderMark }
  | { readonly type: "fail-start"; readonly reason: string }
  /** Ends a run whose writer is gone, with what is left of its recording; undefined for none. */
  | { readonly type: "interrupt"; readonly recording?: SessionFacts | undefined }
  /** Adds a checkpoint that nobody had written down when the session ended. */
  | { readonly type: "add-checkpoint"; readonly checkpoint: CheckpointEvent }
  | { readonly type: "leave-running"; readonly processes: Running[] }
  | {
      readonly type: "capture";
      readonly commit: string;
      readonly files: number;
      readonly added: number;
      readonly removed: number;
      readonly since?: NamedPaths;
      readonly around?: Around[];
      /** Undefined where nobody could look. */
      readonly leftOut?: readonly LeftOut[];
    }
  | { readonly type: "fail-capture"; readonly reason: string }
  | { readonly type: "ask-permission"; readonly ask: PermissionAsk }
  | {
      readonly type: "answer-permission";
      readonly id: string;
      readonly answer: PermissionAnswer;
      readonly by: Answerer;
    }
  | { readonly type: "ask-gate"; readonly gate: string; readonly shown: string }
  | {
      readonly type: "pass-gate";
      readonly gate: string;
      readonly shown: string;
      readonly by: string;
    }
  | {
      readonly type: "refuse-gate";
      readonly gate: string;
      readonly shown: string;
      readonly by: string;
      readonly reason: string;
    }
  /** Notes an approval whose change is on the branch. */
  | {
      readonly type: "approve";
      readonly shown: string;
      readonly commit: string;
      readonly by: string;
    }
  | {
      readonly type: "send-back";
      readonly note: string;
      readonly keptAs: string;
      readonly by: string;
    }
  | { readonly type: "discard"; readonly keptAs: string; readonly by: string }
  /** Discards a run whose work could not be kept. */
  | { readonly type: "dismiss"; readonly left: string; readonly by: string }
  /** Closes a copy for others. */
  | {
      readonly type: "share";
      readonly by: string;
      readonly original: Original;
      readonly redaction: Redaction;
    };

/**
 * Turns a command into the event that records it.
 * @throws {Problem} `run-not-ready` when the run's state does not allow it, `stale-approval` for an answer about
 * something else than is asked
 */
export function decide(run: Run, command: RunCommand): RunEvent {
  switch (command.type) {
    case "queue":
      requireFormat2(run);
      requirePhase(run, ["preparing", "queued"], "Only a run that has not started can wait.");
      return { type: "queued", waitsFor: command.waitsFor };
    case "leave-queue":
      requirePhase(run, ["queued"], "This run does not wait.");
      return { type: "queue-left" };
    case "renew-lease":
      requireFormat2(run);
      requirePhase(run, beforeEnd, "The run's session is over.");
      if (!isSameOwner(run.owner, command.owner) && isHeld(run.owner, command.here))
        throw new Problem("run-not-ready", "Another process looks after this run.");
      return { type: "lease-renewed", owner: command.owner };
    case "keep-tree":
      requirePhase(run, ["preparing"], "The run has started already.");
      return { type: "tree-made", tree: command.tree };
    case "fail-start":
      requirePhase(run, ["queued", "preparing"], "The run has started already.");
      return { type: "start-failed", reason: command.reason };
    case "interrupt":
      return interrupted(run, command.recording);
    case "add-checkpoint":
      requirePhase(run, uncollected, "The run's terminal has not ended yet.");
      return command.checkpoint;
    case "leave-running":
      requirePhase(run, uncollected, "The run's terminal has not ended yet.");
      return { type: "left-running", processes: command.processes };
    case "capture":
      requirePhase(run, uncollected, "The run's terminal has not ended yet.");
      return {
        type: "change-captured",
        commit: command.commit,
        files: command.files,
        added: command.added,
        removed: command.removed,
        ...(command.since === undefined ? {} : { since: command.since }),
        ...(command.around === undefined ? {} : { around: command.around }),
        ...namedLeftOut(command.leftOut ?? []),
      };
    case "fail-capture":
      requirePhase(run, ["ended"], "The run's terminal has not ended yet.");
      return { type: "capture-failed", reason: command.reason };
    case "ask-permission":
      requireFormat2(run);
      if (run.state.phase !== "running" || run.state.step !== "agent")
        throw new Problem("run-not-ready", "The run's agent is not at work.");
      if (permissionOf(run.session.permissions, command.ask.id))
        throw new Problem("run-not-ready", "The agent has asked this already.", command.ask.id);
      return { type: "permission-asked", ...command.ask };
    case "answer-permission":
      if (permissionOf(run.session.permissions, command.id)?.stands !== "open")
        throw new Problem("run-not-ready", "The agent does not wait for this answer any more.");
      return {
        type: "permission-answered",
        id: command.id,
        answer: command.answer,
        by: command.by,
      };
    case "ask-gate":
      requireFormat2(run);
      requireUndecided(run);
      return { type: "gate-asked", gate: command.gate, shown: command.shown };
    case "pass-gate": {
      const { gate, shown, by } = command;
      requireAsked(run, gate, shown);
      return { type: "gate-passed", gate, shown, by };
    }
    case "refuse-gate": {
      const { gate, shown, by, reason } = command;
      requireAsked(run, gate, shown);
      return { type: "gate-refused", gate, shown, by, reason };
    }
    case "approve": {
      const { shown, commit, by } = command;
      checkApproval(run, shown);
      return { type: "approved", shown, commit, branch: run.created.branch, by };
    }
    case "send-back":
      requireDecidable(run);
      return { type: "sent-back", note: command.note, keptAs: command.keptAs, by: command.by };
    case "discard":
      requireDecidable(run);
      return { type: "discarded", keptAs: command.keptAs, by: command.by };
    case "dismiss":
      requireDecidable(run);
      return { type: "dismissed", left: command.left, by: command.by };
    case "share": {
      if (!("recording" in run.state))
        throw new Problem("run-not-ready", "Only a run whose session is over can be shared.");
      const { by, original, redaction } = command;
      return { type: "shared", by, original, redaction };
    }
  }
}

const beforeEnd = ["queued", "preparing", "running"] as const;
const uncollected = ["ended", "uncaptured"] as const;

function interrupted(run: Run, recording: SessionFacts | undefined): RunEvent {
  requirePhase(run, beforeEnd, "The run's session is over.");
  if (run.state.phase !== "running")
    return { type: "start-failed", reason: "The app ended while the run was being prepared." };
  return recording === undefined
    ? { type: "start-failed", reason: "The run has no recording." }
    : sessionEvents.ended("interrupted", recording);
}

/** Whether a run can be sent back or discarded: also one whose change could not be collected. */
export const isDecidable = ({ phase }: RunState): boolean =>
  phase === "review" || phase === "uncaptured" || phase === "ended";

function requireDecidable(run: Run): void {
  if (!isDecidable(run.state))
    throw new Problem("run-not-ready", "Only a run in review can be sent back or discarded.");
}

function requireUndecided({ state }: Run): void {
  const { phase } = state;
  if (!isDecidable(state) && !beforeEnd.some((each) => each === phase))
    throw new Problem("run-not-ready", "The run is over.");
}

function requirePhase({ state }: Run, phases: readonly RunPhase[], words: string): void {
  if (!phases.includes(state.phase)) throw new Problem("run-not-ready", words);
}

/** A reader of format 1 would pass over the event, and take the run for one that it is not. */
function requireFormat2({ created }: Run): void {
  if (created.format < 2)
    throw new Problem(
      "run-not-ready",
      "This run was recorded by an earlier version of the app, which knows nothing of this.",
    );
}

function requireAsked(run: Run, name: string, shown: string): void {
  requireUndecided(run);
  const gate = run.gates.find((each) => each.gate === name);
  if (gate?.stands !== "asked")
    throw new Problem("run-not-ready", "This gate does not wait for an answer.", name);
  if (gate.shown !== shown)
    throw new Problem(
      "stale-approval",
      "The gate is about something else than was shown. Look at it again.",
      name,
    );
}
