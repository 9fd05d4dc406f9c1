import type { CreatedEvent, FolderMark, LoggedEvent, Original, RunEvent, Running } from "./event";
import { type Gate, withGate } from "./gate";
import type { Lease } from "./lease";
import { type Permission, permissionOf, withAnswer, withoutOpen } from "./permission";
import { type ProcessEnd, succeeded } from "./process-end";
import type { Tokens } from "./reported";
import type { RunState, RunSummary } from "./summary";
import {
  notRun,
  overall,
  type RunValidation,
  withEnded,
  withoutRunning,
  withStarted,
} from "./validation";

/** A run as its events tell it: how it was created, and where it stands. */
export interface Run {
  readonly created: CreatedEvent;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly state: RunState;
  /** Who looks after it now. */
  readonly owner: Lease;
  /** Each gate by its name once. */
  readonly gates: readonly Gate[];
  /** Its working tree as it was made; undefined before that, and for runs of earlier versions. */
  readonly tree?: FolderMark;
  /** Undefined for a run of this person's own. */
  readonly shared?: { readonly by: string; readonly original: Original };
  /** What the session has told so far; the outcome is made of it when the session ends. */
  readonly session: {
    readonly setUpFailed?: ProcessEnd;
    readonly agentEnd?: ProcessEnd;
    readonly finishAsked?: true;
    /** What the validation runs on. */
    readonly snapshot?: string;
    readonly validations: readonly RunValidation[];
    /** Each question by its id once. */
    readonly permissions: readonly Permission[];
    readonly leftRunning?: readonly Running[];
    readonly tokens?: Tokens;
  };
}

/**
 * Folds a run's events into the run.
 * @returns undefined for a log whose first event is not `run-created`, or that is empty
 */
export function project(events: readonly LoggedEvent[]): Run | undefined {
  const [first, ...rest] = events;
  if (first?.event.type !== "run-created") return undefined;
  return rest.reduce(apply, begin(first.event, first.at));
}

function begin(created: CreatedEvent, at: string): Run {
  return {
    created,
    createdAt: at,
    updatedAt: at,
    state: { phase: "preparing" },
    owner: { ...created.owner, renewed: at },
    gates: [],
    session: { validations: notRun(created.validations), permissions: [] },
  };
}

/** The run after one more event. An event that does not fit the state leaves it as it is. */
export function apply(run: Run, logged: LoggedEvent): Run {
  const next = { ...run, updatedAt: logged.at };
  const { event } = logged;
  const { state } = run;
  switch (event.type) {
    case "run-created":
      return run;
    case "lease-renewed":
      return { ...next, owner: { ...event.owner, renewed: logged.at } };
    case "queued":
      if (state.phase !== "preparing" && state.phase !== "queued") return run;
      return { ...next, state: { phase: "queued", waitsFor: event.waitsFor } };
    case "queue-left":
      return state.phase === "queued" ? { ...next, state: { phase: "preparing" } } : run;
    case "tree-made":
      return { ...next, tree: event.tree };
    case "start-failed":
      return {
        ...next,
        owner: { ...run.created.owner, renewed: logged.at },
        state: { phase: "start-failed", reason: event.reason },
      };
    case "session-started": {
      return {
        ...next,
        owner: { ...event.owner, renewed: logged.at },
        state: { phase: "running", step: "agent", pid: event.pid },
      };
    }
    case "set-up-started":
      return { ...next, state: state.phase === "running" ? { ...state, step: "set-up" } : state };
    case "set-up-ended":
      return {
        ...next,
        session: succeeded(event.end) ? run.session : { ...run.session, setUpFailed: event.end },
        state: state.phase === "running" ? { ...state, step: "agent" } : state,
      };
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
        session: {
          ...run.session,
          agentEnd: event.end,
          permissions: withoutOpen(run.session.permissions),
        },
        state: withoutWaiting(state),
      };
    case "snapshot-taken":
      return { ...next, session: { ...run.session, snapshot: event.commit } };
    case "left-running":
      return { ...next, session: { ...run.session, leftRunning: event.processes } };
    case "validation-started":
      return {
        ...next,
        session: withValidations(run, withStarted(run.session.validations, event)),
        state: state.phase === "running" ? { ...state, step: "validation" } : state,
      };
    case "validation-ended":
      return {
        ...next,
        session: withValidations(run, withEnded(run.session.validations, event)),
      };
    case "permission-asked": {
      const { permissions } = run.session;
      if (state.phase !== "running" || permissionOf(permissions, event.id)) return run;
      const { type: _, ...ask } = event;
      return withPermissions(next, [...permissions, { stands: "open", ask }]);
    }
    case "permission-answered":
      return withPermissions(next, withAnswer(run.session.permissions, event));
    case "gate-asked":
    case "gate-passed":
    case "gate-refused":
      return { ...next, gates: withGate(run.gates, event) };
    case "checkpoint":
    case "tool-called":
    case "left-behind":
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
      return {
        ...next,
        owner: { ...run.created.owner, renewed: logged.at },
        session: { ...run.session, permissions: withoutOpen(run.session.permissions) },
        state: { phase: "ended", ...outcomeOf(run, event) },
      };
    case "change-captured": {
      if (state.phase !== "ended" && state.phase !== "uncaptured") return run;
      const { type: _, ...change } = event;
      return {
        ...next,
        state: { ...endedOf(state), ...judgedOn(run, event), phase: "review", change },
      };
    }
    case "capture-failed":
      if (state.phase !== "ended") return run;
      return { ...next, state: { ...state, phase: "uncaptured", reason: event.reason } };
    case "approved":
      if (state.phase !== "review") return run;
      return {
        ...next,
        state: { ...state, phase: "approved", commit: event.commit, branch: event.branch },
      };
    case "sent-back":
      if (!isOver(state)) return run;
      return {
        ...next,
        state: { ...endedOf(state), phase: "sent-back", note: event.note, keptAs: event.keptAs },
      };
    case "discarded":
      if (!isOver(state)) return run;
      return { ...next, state: { ...endedOf(state), phase: "discarded", keptAs: event.keptAs } };
    case "dismissed":
      if (!isOver(state)) return run;
      return { ...next, state: { ...endedOf(state), phase: "dismissed", left: event.left } };
    case "shared":
      return { ...run, shared: { by: event.by, original: event.original } };
  }
}

function goingOn({ waiting: _, ...state }: Extract<RunState, { phase: "running" }>) {
  return state;
}

type Over = Extract<RunState, { phase: "ended" | "uncaptured" | "review" }>;

/** The session is over, and nothing is decided yet. */
const isOver = (state: RunState): state is Over =>
  state.phase === "ended" || state.phase === "uncaptured" || state.phase === "review";

/** What of a session that is over stays true whatever becomes of its change. */
function endedOf(state: Over) {
  const { how, setUpFailed, agentEnd, finishAsked, validation, recording } = state;
  return {
    how,
    ...(setUpFailed === undefined ? {} : { setUpFailed }),
    ...(agentEnd === undefined ? {} : { agentEnd }),
    ...(finishAsked === undefined ? {} : { finishAsked }),
    validation,
    recording,
    ...("change" in state ? { change: state.change } : {}),
  };
}

/** A validation of another commit than the one that was collected has proved nothing of it. */
const judgedOn = (run: Run, { commit }: { readonly commit: string }) =>
  run.session.snapshot === undefined || run.session.snapshot === commit
    ? {}
    : { validation: overall(notRun(run.created.validations)) };

const withValidations = (run: Run, validations: readonly RunValidation[]): Run["session"] => ({
  ...run.session,
  validations,
});

const withPermissions = (run: Run, permissions: readonly Permission[]): Run => ({
  ...run,
  session: { ...run.session, permissions },
});

function withoutWaiting(state: RunState): RunState {
  return state.phase === "running" ? goingOn(state) : state;
}

function outcomeOf(run: Run, event: Extract<RunEvent, { type: "session-ended" }>) {
  const { setUpFailed, agentEnd, validations, finishAsked } = run.session;
  const { digest, bytes, duration, cut } = event;
  return {
    how: event.how,
    ...(setUpFailed === undefined ? {} : { setUpFailed }),
    ...(agentEnd === undefined ? {} : { agentEnd }),
    ...(finishAsked === undefined ? {} : { finishAsked }),
    validation: overall(withoutRunning(validations)),
    recording: { digest, bytes, duration, ...(cut === undefined ? {} : { cut }) },
  };
}

/** What lists and cards show of a run. */
export function summarise(run: Run): RunSummary {
  const { created, gates } = run;
  const open = run.session.permissions.filter(({ stands }) => stands === "open");
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
    validations: created.validations,
    ...(created.sandbox === undefined ? {} : { sandbox: created.sandbox }),
    ...(created.recordsInput === true ? { recordsInput: true } : {}),
    createdAt: run.createdAt,
    updatedAt: run.updatedAt,
    state: run.state,
    ...(run.session.tokens === undefined ? {} : { tokens: run.session.tokens }),
    ...(open.length === 0 ? {} : { permissions: open.map(({ ask }) => ask) }),
    ...(gates.length === 0 ? {} : { gates: [...gates] }),
    ...(run.session.leftRunning === undefined ? {} : { leftRunning: [...run.session.leftRunning] }),
    ...(run.shared === undefined ? {} : { sharedBy: run.shared.by }),
  };
}
