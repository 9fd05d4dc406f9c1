import type { CreatedEvent, LoggedEvent, Original, RunEvent } from "./event";
import { type ProcessEnd, succeeded } from "./process-end";
import type { Tokens } from "./reported";
import type { RunState, RunSummary, Validation } from "./summary";

/** A run as its events tell it: how it was created, and where it stands. */
export interface Run {
  readonly created: CreatedEvent;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly state: RunState;
  /** Undefined for a run of this person's own. */
  readonly shared?: { readonly by: string; readonly original: Original };
  /** What the session has told so far; the outcome is made of it when the session ends. */
  readonly session: {
    readonly agentEnd?: ProcessEnd;
    readonly finishAsked?: true;
    readonly validation: Validation;
    readonly tokens?: Tokens;
  };
}

/**
 * Folds a run's events into the run.
 * @returns undefined for a log whose first event is not `created`, or that is empty
 */
export function project(events: readonly LoggedEvent[]): Run | undefined {
  const [first, ...rest] = events;
  if (first?.event.type !== "created") return undefined;
  return rest.reduce(apply, begin(first.event, first.at));
}

function begin(created: CreatedEvent, at: string): Run {
  return {
    created,
    createdAt: at,
    updatedAt: at,
    state: { phase: "preparing" },
    session: { validation: notRun(created) },
  };
}

const notRun = (created: CreatedEvent): Validation =>
  created.validation === undefined
    ? { result: "none" }
    : { result: "not-run", command: created.validation };

/** The run after one more event. An event that does not fit the state leaves it as it is. */
export function apply(run: Run, logged: LoggedEvent): Run {
  const next = { ...run, updatedAt: logged.at };
  const { event } = logged;
  const { state } = run;
  switch (event.type) {
    case "created":
      return run;
    case "start-failed":
      return { ...next, state: { phase: "start-failed", reason: event.reason } };
    case "session-started": {
      const { pid, hostPid, hostStarted } = event;
      return { ...next, state: { phase: "running", step: "agent", pid, hostPid, hostStarted } };
    }
    case "finish-asked":
      if (state.phase !== "running" || state.step !== "agent") return run;
      return {
        ...next,
        session: { ...run.session, finishAsked: true },
        state: { ...goingOn(state), finishAsked: true },
      };
    case "agent-ended":
      return {
        ...next,
        session: { ...run.session, agentEnd: event.end },
        state: withoutWaiting(state),
      };
    case "validation-started":
      return {
        ...next,
        session: { ...run.session, validation: { result: "running", command: event.command } },
        state: state.phase === "running" ? { ...state, step: "validation" } : state,
      };
    case "validation-ended":
      return { ...next, session: { ...run.session, validation: judged(run, event.end) } };
    case "checkpoint":
    case "tool-called":
      return next;
    case "waiting": {
      const { type: _, ...waiting } = event;
      return state.phase === "running" && state.step === "agent"
        ? { ...next, state: { ...state, waiting } }
        : next;
    }
    case "waiting-ended":
      return { ...next, state: withoutWaiting(state) };
    case "agent-reported":
      return event.tokens === undefined
        ? next
        : { ...next, session: { ...run.session, tokens: event.tokens } };
    case "session-ended":
      return { ...next, state: { phase: "ended", ...outcomeOf(run, event) } };
    case "change-captured": {
      if (state.phase !== "ended") return run;
      const { commit, files, added, removed } = event;
      return {
        ...next,
        state: { ...state, phase: "review", change: { commit, files, added, removed } },
      };
    }
    case "approved":
      if (state.phase !== "review") return run;
      return {
        ...next,
        state: { ...state, phase: "approved", commit: event.commit, branch: event.branch },
      };
    case "sent-back":
      if (state.phase !== "review") return run;
      return {
        ...next,
        state: { ...state, phase: "sent-back", note: event.note, keptAs: event.keptAs },
      };
    case "discarded":
      if (state.phase !== "review") return run;
      return { ...next, state: { ...state, phase: "discarded", keptAs: event.keptAs } };
    case "shared":
      return { ...run, shared: { by: event.by, original: event.original } };
  }
}

function goingOn({ waiting: _, ...state }: Extract<RunState, { phase: "running" }>) {
  return state;
}

function withoutWaiting(state: RunState): RunState {
  return state.phase === "running" ? goingOn(state) : state;
}

function judged(run: Run, end: ProcessEnd): Validation {
  const command = run.created.validation ?? "";
  return succeeded(end) ? { result: "passed", command } : { result: "failed", command, end };
}

function outcomeOf(run: Run, event: Extract<RunEvent, { type: "session-ended" }>) {
  const { agentEnd, validation, finishAsked } = run.session;
  const { digest, bytes, duration, cut } = event;
  return {
    how: event.how,
    ...(agentEnd === undefined ? {} : { agentEnd }),
    ...(finishAsked === undefined ? {} : { finishAsked }),
    // A validation that was cut off has proved nothing.
    validation: validation.result === "running" ? notRun(run.created) : validation,
    recording: { digest, bytes, duration, ...(cut === undefined ? {} : { cut }) },
  };
}

/** What lists and cards show of a run. */
export function summarise(run: Run): RunSummary {
  const { created } = run;
  return {
    id: created.run,
    feature: created.feature,
    task: { id: created.task.id, title: created.task.title },
    requirements: created.requirements,
    agent: created.agent,
    model: created.model,
    branch: created.branch,
    base: created.base,
    runBranch: created.runBranch,
    worktree: created.worktree,
    ...(created.validation === undefined ? {} : { validation: created.validation }),
    ...(created.recordsInput === true ? { recordsInput: true } : {}),
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    state: run.state,
    ...(run.session.tokens === undefined ? {} : { tokens: run.session.tokens }),
    ...(run.shared === undefined ? {} : { sharedBy: run.shared.by }),
  };
}
