import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { OtherRecording } from "@shared/contracts/recordings";
import type {
  AvailableAgent,
  FileChange,
  RunChange,
  RunTree,
  SharePreview,
  ToStart,
  Verification,
} from "@shared/contracts/runs";
import type { DamagedRun } from "@shared/runs/damaged-run";
import type { CreatedEvent, LoggedEvent } from "@shared/runs/event";
import { apply, project, summarise } from "@shared/runs/projection";
import type { Redriven } from "@shared/runs/redriven";
import { isSettled } from "@shared/runs/settled";
import { changeOf, type RunState, type RunSummary } from "@shared/runs/summary";
import { isActive } from "@shared/runs/words";
import { readEvents } from "../../run-folder/event-log";
import { describeModel } from "../agents";
import { forgetCheckpoints } from "../git/folded-checkpoints";
import { commitOf } from "../git/keep";
import { readChange, readFileChange } from "../git/read-change";
import { readNotTaken } from "../git/read-not-taken";
import type { Repository } from "../git/repository";
import { treeOnto } from "../git/start-again";
import { sharedChange } from "../recordings/sharing/shared-change";
import { openSharedRuns } from "../recordings/sharing/shared-runs";
import { openSharing, type ShareOptions } from "../recordings/sharing/sharing";
import { verifyRunFolder, withTrailer } from "../recordings/verify-run";
import { readTaskAtBase } from "./assign";
import { createCheckpoints } from "./checkpoints";
import { createDamagedRuns } from "./damaged-runs";
import { createDecisions, type Decisions } from "./decisions";
import { createEndings, isLeft } from "./endings";
import { openJournals } from "./journal";
import { createKnownRuns } from "./known-runs";
import type { ListedRun } from "./listed-run";
import { createMoments } from "./moments";
import { redrive } from "./redrive";
import { redriveTreeName } from "./redrive-trees";
import type { ListedRuns, Looked } from "./run-listing";
import { openRunStore } from "./run-store";
import { createSessions, type SessionListener } from "./sessions";
import { createStart } from "./start";
import type { StartRequest, SupervisorParts } from "./supervisor-parts";
import { createTakeUp } from "./take-up";
import { toStart } from "./to-start";

/** Starts, watches and ends the runs of one project, and carries out a person's decisions about them. */
export interface Supervisor<Port> extends Decisions {
  /** All runs, the latest first. */
  runs(): RunSummary[];
  /** The latest first. */
  listed(): readonly ListedRun[];
  /** The runs whose terminal is live, or about to be. */
  active(): RunSummary[];
  find(run: RunId): RunSummary | undefined;
  /** The runs with an unreadable record. */
  damaged(): DamagedRun[];
  /**
   * The first event of a run.
   * @throws {Problem} `run-missing`
   */
  created(run: RunId): CreatedEvent;
  /**
   * The folder of a run's recording and events, also for a shared run.
   * @throws {Problem} `run-missing`
   */
  folder(run: RunId): Promise<string>;
  /** The shared runs, of this person and of others; the latest first. */
  shared(): Promise<RunSummary[]>;
  /**
   * The description of a shared run for its replay.
   * @throws {Problem} `run-missing`, `recording-damaged`
   */
  openShared(run: RunId): Promise<OtherRecording>;
  /** Makes the copy of a run for sharing, and removes an earlier copy that was not shared. */
  prepareShare(run: RunId, options: ShareOptions): Promise<SharePreview>;
  /**
   * Shares the copy that was shown.
   * @throws {Problem} `stale-approval` when the copy no longer exists
   */
  share(run: RunId, shown: string): Promise<{ said: string }>;
  /**
   * Removes the checkpoints of a run that is over. Its recording and its work stay. The replay then shows the files
   * as at the start, and the whole change at the end.
   * @returns the number of removed checkpoints
   * @throws {Problem} `run-missing`; `run-not-ready` for a run that goes on
   */
  forget(run: RunId): Promise<{ checkpoints: number }>;
  /**
   * Reads the changes that other processes, such as the command line, made to the runs. Needed once after the opening
   * too, which takes decided runs from the index without a look at their logs.
   */
  refresh(): Promise<void>;
  agents(feature: string, task: string): Promise<AvailableAgent[]>;
  /**
   * The commands and files of a start, and the files that are left out.
   * @throws {Problem} as `readTaskAtBase`
   */
  toStart(request: Pick<StartRequest, "branch" | "feature" | "task">): Promise<ToStart>;
  start(request: StartRequest): Promise<RunSummary>;
  /**
   * See `Sessions.attach`.
   * @param openPort makes the port; called only for a live terminal
   * @throws {Problem} `run-not-ready`
   */
  attach(
    run: RunId,
    openPort: (() => Port) | undefined,
    listener?: (message: unknown) => void,
  ): { send(message: unknown): void; detach(): void };
  /**
   * The person considers the agent's work finished: the agent is asked to end, then the validation and the review
   * follow.
   * @throws {Problem} `run-not-ready`
   */
  finish(run: RunId): Promise<void>;
  stop(run: RunId): Promise<void>;
  /** Resolves when the run's session is over and its change is collected. */
  settled(run: RunId): Promise<RunSummary>;
  change(run: RunId): Promise<RunChange>;
  /**
   * The complete change of one file, as text.
   * @param commit the commit that `change` returned
   */
  fileChange(run: RunId, commit: string, path: string): Promise<FileChange>;
  /** See `Moments`. */
  treeAt(run: RunId, commit: string, signal?: AbortSignal): Promise<RunTree>;
  changeAt(
    run: RunId,
    commit: string,
    from: string | undefined,
    signal?: AbortSignal,
  ): Promise<RunChange>;
  events(run: RunId): Promise<LoggedEvent[]>;
  verify(run: RunId): Promise<Verification>;
  /**
   * Drives the agent of a finished run again with its model's recorded answers, and compares the results.
   * @param at a commit to begin from instead of the run's own, by any name that git knows
   * @throws {Problem} see `redrive`; `bad-request` for an unknown commit
   */
  redrive(run: RunId, at: string | undefined, signal: AbortSignal): Promise<Redriven>;
  /** Interrupts the active runs, waits until their recordings are complete, and ends the pty host. */
  close(): Promise<void>;
}

/** A supervisor at once, and the time when it knows the project's runs. */
export interface BegunSupervisor<Port> {
  /** Knows no run until `known` has resolved; only `refresh` and `close` wait for it. */
  readonly supervisor: Supervisor<Port>;
  /** Rejects when the runs cannot be read. */
  readonly known: Promise<void>;
}

/** Like `beginSupervisor`, and waits until the runs are known. */
export async function openSupervisor<Port>(
  parts: SupervisorParts<Port>,
): Promise<Supervisor<Port>> {
  const { supervisor, known } = beginSupervisor(parts);
  await known;
  return supervisor;
}

/** Reads the project's runs, marks those whose writer has ended as interrupted, and takes them over. */
export function beginSupervisor<Port>(parts: SupervisorParts<Port>): BegunSupervisor<Port> {
  const journals = openJournals(
    (id) => parts.home.journal(parts.projectId, id),
    parts.sealKey ?? (() => undefined),
  );
  const store = openRunStore(parts.home, parts.projectId, journals);
  const sessions = createSessions(parts.startHost);
  const runs = createKnownRuns(store, parts.changed, parts.gone ?? ignore);
  const moments = createMoments(parts.repository, store.events);
  const checkpoints = createCheckpoints(parts.report, sessions.note);
  const endings = createEndings(parts, { runs, store, checkpoints });
  const { capture, interrupt, dispose } = endings;
  const damaged = createDamagedRuns(parts, (found) => {
    if (!isOpening) parts.damaged?.(found);
  });
  const decisions = createDecisions(parts, { runs, store, endings, journals, damaged });
  let closing = false;
  /** Nobody has to be told of the runs that are there when the project is opened. */
  let isOpening = true;

  /** @param known the number of the last event that the run's state contains already */
  const follow = (id: RunId, known = -1): SessionListener => {
    let noted: Promise<void> = Promise.resolve();
    const settle = (work: () => Promise<void>) => {
      runs
        .exclusively(id, async () => {
          await work();
          await noted;
          sessions.release(id);
        })
        .catch(parts.report);
    };
    return {
      event: (logged) => {
        noted = journals.note(id, logged).catch(parts.report);
        if (logged.seq <= known) return;
        checkpoints.saw(id, logged);
        runs.set(apply(runs.get(id), logged));
      },
      agentOver: () => endings.takeSnapshot(id),
      failed: (reason) =>
        settle(async () => {
          const run = runs.get(id);
          await dispose(
            run.state.phase === "start-failed"
              ? run
              : await runs.record(run, { type: "fail-start", reason }),
          );
        }),
      closed: () => {
        parts.recorded?.(store.folder(id));
        settle(() => capture(id));
      },
      lost: (reason) => settle(() => interrupt(id, reason)),
    };
  };

  const shared = openSharedRuns(parts.repository, parts.home.shared(parts.projectId));
  const sharing = openSharing({ ...parts, folder: (id) => store.folder(runs.get(id).created.run) });
  /** The folder of this person's own run, or else of a shared one. */
  const place = async (id: RunId): Promise<string> =>
    runs.has(id) ? store.folder(id) : shared.folder(id);

  /** The log counts, whatever the index says of the run. */
  const readLog = async (id: RunId): Promise<readonly LoggedEvent[]> => {
    const { events } = await readEvents(await place(id));
    const read = project(events);
    const known = runs.find(id);
    const isWritten = sessions.has(id) || runs.isBusy(id);
    // An event of this process during the reading is newer than the log that was read.
    const isNewer = known && read && read.updatedAt >= known.updatedAt;
    if (isNewer && !isWritten && !isDeepStrictEqual(read, known)) runs.set(read);
    return events;
  };

  const requireOpen = (): void => {
    if (closing)
      throw new Problem("cancelled", "The project was closed. Start the task again later.");
  };

  const reported = new Set<string>();
  /** The listing whose runs are all known. */
  let learned: ListedRuns | undefined;
  const refresh = async (looked?: Looked): Promise<void> => {
    const listing = await store.list(looked);
    if (listing === learned) {
      for (const { id, phase } of listing.runs) if (!isSettled(phase)) interruptIfLeft(id);
      return;
    }
    let isWhole = true;
    const { runs: stored, damaged: broken, refused } = listing;
    // The index knew the run, and its log says otherwise.
    for (const { id } of broken)
      if (!refused.has(id) && !sessions.has(id) && !runs.isBusy(id)) runs.forget(id);
    damaged.set(broken.filter(({ id }) => !runs.has(id)));
    for (const { id, reason, folder } of damaged.all()) {
      if (!reported.has(id))
        parts.report(
          new Problem("recording-damaged", `The run ${id} cannot be shown. ${reason}`, folder),
        );
      reported.add(id);
    }
    const before = new Map(runs.all().map((run) => [run.id, run]));
    for (const run of stored) {
      const { id } = run;
      const known = before.get(id);
      if (known === run) continue;
      if (sessions.has(id) || runs.isBusy(id)) {
        isWhole = false;
        continue;
      }
      // A change by this process during the reading is newer than the log that was read.
      if (known === undefined || known.updatedAt < run.updatedAt)
        if (isOpening) runs.learn(run);
        else runs.set(run.run());
      if (!isSettled(run.phase)) interruptIfLeft(id);
    }
    if (isWhole) learned = listing;
  };
  const interruptIfLeft = (id: RunId): void => {
    if (!runs.has(id) || sessions.has(id) || runs.isBusy(id) || !isLeft(runs.get(id))) return;
    runs.exclusively(id, () => interrupt(id)).catch(parts.report);
  };

  const listedRuns = runs.sorted;

  const start = createStart(parts, {
    runs,
    store,
    checkpoints,
    moments,
    endings,
    requireOpen,
    refresh: () => refresh("undecided"),
    open: (spec) => sessions.open(spec, follow(spec.run), endings.notes(spec.run)),
  });

  const takeUp = createTakeUp({
    ...{ runs, store, checkpoints, endings, follow },
    repository: parts.repository,
    stop: (run) => sessions.stop(run, "interrupted"),
    report: parts.report,
  });
  const left = parts.leftHosts?.() ?? [];
  for (const host of left)
    host.onExit(() => {
      // A host that ended before it answered has left runs that no process looks after.
      if (!closing) refresh("undecided").catch(parts.report);
    });
  const readFirst = async (): Promise<void> => {
    await sessions.takeUp(left, takeUp.listenerOf);
    await takeUp.known();
    // A project with thousands of decided runs opens as soon as one with few.
    await refresh("undecided");
    isOpening = false;
  };
  const known = readFirst();
  const tidied = known.then(
    () => endings.tidy(() => closing),
    () => undefined,
  );

  const supervisor: Supervisor<Port> = {
    runs: () => listedRuns().map(({ run }) => summarise(run())),
    listed: listedRuns,
    active: () =>
      listedRuns()
        .filter(({ phase }) => phase === "preparing" || phase === "running")
        .map((run) => summarise(run.run())),
    find(id) {
      const run = runs.find(id);
      return run && summarise(run);
    },
    damaged: damaged.all,
    created: (id) => runs.get(id).created,
    folder: place,
    shared: async () => (await shared.list()).map(summarise),
    openShared: shared.open,
    ...sharing.calls,
    forget: (id) =>
      runs.exclusively(id, async () => {
        if (isActive(summarise(runs.get(id))))
          throw new Problem("run-not-ready", "This run goes on. Stop it first.");
        return { checkpoints: await forgetCheckpoints(parts.repository(), id) };
      }),
    async refresh() {
      await known;
      await refresh();
    },
    async agents(feature, task) {
      const root = parts.repository().top;
      const env = (await parts.personEnv?.()) ?? parts.env;
      const model = await describeModel({ env, root, feature, task });
      return [
        {
          choice: { kind: "built-in" },
          label: "Built-in",
          model: model.label,
          ...(model.kind === "none" ? { unavailable: model.hint } : {}),
        },
      ];
    },
    async toStart({ branch, feature, task }) {
      const repo = parts.repository();
      const at = await readTaskAtBase(repo, branch, feature, task);
      return { ...toStart(at), notTaken: await readNotTaken(repo, at.base) };
    },
    start,
    attach(id, openPort, listener) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This terminal is not live here: the run is over, or another Specwright is running it.",
        );
      return sessions.attach(id, openPort?.(), listener);
    },
    async finish(id) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This run does not go on here, so it cannot be finished.",
        );
      sessions.finish(id);
    },
    async stop(id) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This run does not go on here, so it cannot be stopped.",
        );
      sessions.stop(id, "stopped");
      await sessions.stopped(id);
    },
    async settled(id) {
      await sessions.ended(id);
      await runs.quiet(id);
      return summarise(runs.get(id));
    },
    async change(id) {
      if (!runs.has(id)) return sharedChange(parts.repository(), await shared.read(id));
      await runs.exclusively(id, () => capture(id));
      const { state, created } = runs.get(id);
      const change = changeOf(state);
      if (change === undefined) throw noChange(state);
      return readChange(parts.repository(), created.base, change.commit);
    },
    async fileChange(id, commit, path) {
      const { base } = runs.get(id).created;
      return readFileChange(
        parts.repository(),
        base,
        await moments.kept(runs.get(id), commit),
        path,
      );
    },
    treeAt: (id, ...asked) => moments.tree(runs.get(id), ...asked),
    changeAt: (id, ...asked) => moments.change(runs.get(id), ...asked),
    ...decisions,
    async approve(id, shown, waiting) {
      // A record that cannot be read is the approval's own reason to refuse.
      await readLog(id).catch(() => undefined);
      return decisions.approve(id, shown, waiting);
    },
    events: async (id) => [...(await readLog(id))],
    redrive: async (id, at, signal) => {
      const run = runs.get(id);
      const repository = parts.repository();
      const commit = at === undefined ? run.created.base : await namedCommit(repository, at);
      const { startedFrom: from } = run.created;
      const tree =
        from &&
        (await treeOnto(repository, runs.get(from.run).created.base, from.checkpoint, commit));
      const events = (await store.events(id)).map(({ event }) => event);
      const { launcher, shell } = parts;
      const env = (await parts.personEnv?.()) ?? parts.env;
      const worktree = join(parts.home.worktrees(parts.projectId), redriveTreeName());
      const within = run.created.folder ?? "";
      const place = {
        repository,
        launcher,
        shell,
        env,
        folder: store.folder(id),
        worktree,
        within,
      };
      return redrive(run, events, { commit, tree }, place, signal);
    },
    verify: async (id) => {
      const vouched = runs.has(id) ? await journals.vouched(id) : undefined;
      const verified = await verifyRunFolder(await place(id), vouched);
      return withTrailer(verified, runs.find(id) ?? (await shared.read(id)), parts.repository());
    },
    async close() {
      closing = true;
      await known.catch(ignore);
      const live = runs
        .all()
        .map(({ id }) => id)
        .filter(sessions.has);
      for (const id of live) sessions.stop(id, "interrupted");
      await Promise.all(live.map((id) => sessions.ended(id)));
      await tidied;
      await runs.quiet();
      await sharing.close();
      await journals.close();
      await sessions.close();
    },
  };
  return { supervisor, known };
}

const ignore = (): void => undefined;

const noChange = (state: RunState): Problem =>
  new Problem(
    "run-not-ready",
    state.phase === "uncaptured"
      ? `The change cannot be shown: ${state.reason}`
      : "This run has no change to show yet.",
  );

/** @throws {Problem} `bad-request` when the commit does not exist */
async function namedCommit(repo: Repository, name: string): Promise<string> {
  // A name that begins with a dash would be an option.
  const found = name.startsWith("-") ? undefined : await commitOf(repo, name);
  if (found === undefined)
    throw new Problem("bad-request", `There is no commit called ${name} in this repository.`);
  return found;
}
