import { isDeepStrictEqual } from "node:util";
import { Problem } from "@shared/base/problem";
import type { Branch, FeatureSummary } from "@shared/contracts/project";
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
import type { DamagedRun } from "@shared/runs/damaged";
import type { AgentChoice, CreatedEvent, LoggedEvent } from "@shared/runs/event";
import { latestFirst } from "@shared/runs/order";
import { apply, project, summarise } from "@shared/runs/project";
import type { Redriven } from "@shared/runs/redriven";
import { isSettled } from "@shared/runs/settled";
import { changeOf, type RunState, type RunSummary } from "@shared/runs/summary";
import { readEvents } from "../../run-folder/event-log";
import type { Home } from "../../settings/home";
import { type BuiltInLauncher, describeModel } from "../agents";
import { readChange, readFileChange } from "../git/diff";
import { commitOf } from "../git/keep";
import { readNotTaken } from "../git/not-taken";
import type { Repository } from "../git/repository";
import { treeOnto } from "../git/start-again";
import { sharedChange } from "../recordings/sharing/shared-change";
import { openSharedRuns } from "../recordings/sharing/shared-runs";
import { openSharing, type ShareOptions } from "../recordings/sharing/sharing";
import { verifyRunFolder, withTrailer } from "../recordings/verify";
import { readTaskAtBase } from "./assign";
import { createCheckpoints } from "./checkpoints";
import { createDamagedRuns } from "./damaged";
import { createDecisions, type Decisions } from "./decisions";
import { createEndings, isLeft } from "./endings";
import type { HostProcess } from "./host-process";
import { openJournals, type SealKey } from "./journal";
import { createKnownRuns } from "./known-runs";
import type { ListedRun } from "./listed-run";
import { createMoments } from "./moments";
import { redrive } from "./redrive";
import { redriveTreeName } from "./redrive-trees";
import { openRunStore } from "./run-store";
import { createSessions, type SessionListener } from "./sessions";
import { createStart } from "./start";
import { toStart } from "./to-start";

/** What the supervisor needs of the world around it. */
export interface SupervisorParts<Port> {
  readonly projectId: string;
  readonly home: Home;
  /** The repository as it is trusted now. */
  repository(): Repository;
  startHost(): HostProcess<Port>;
  readonly launcher: BuiltInLauncher;
  /** The system's shell, for commands that the person typed or the tasks name. */
  readonly shell: string;
  readonly env: NodeJS.ProcessEnv;
  /** Signs the app's journals; undefined where the system has no place for a key. */
  sealKey?(): Promise<SealKey | undefined>;
  /** The environment of the person's terminals, where the app was started without one; `env` if left out. */
  readonly personEnv?: () => Promise<NodeJS.ProcessEnv>;
  changed(run: RunSummary): void;
  /** A run is not there any more. */
  gone?(run: string): void;
  /** Other runs than before have a record that cannot be read. */
  damaged?(damaged: DamagedRun[]): void;
  /** Hears of each run's folder once its recording is whole. */
  recorded?(folder: string): void;
  /** Something that failed while nobody was waiting for it. */
  report(error: unknown): void;
}

export interface StartRequest {
  readonly feature: FeatureSummary;
  readonly branch: Branch;
  readonly constitution: string | undefined;
  readonly task: string;
  readonly agent: AgentChoice;
  /** The digest of what the person was shown of the start; undefined where they named the task themselves. */
  readonly shown?: string | undefined;
  /** Somebody can type into the terminal. */
  readonly attended: boolean;
  /** Records what is typed; off if left out. */
  readonly recordsInput?: boolean | undefined;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Another run of the task, and one of its checkpoints, whose files the run begins with. */
  readonly from?: { readonly run: string; readonly checkpoint: string } | undefined;
  /** Another run of the task, whose prompt the agent gets once more. */
  readonly repeats?: string | undefined;
  /** Why the task should not be started yet; the person insists. */
  readonly anyway?: string | undefined;
}

/** Starts, watches and ends the runs of one project, and carries out what a person decides of them. */
export interface Supervisor<Port> extends Decisions {
  /** All runs, the latest first. */
  runs(): RunSummary[];
  /** The latest first. */
  listed(): readonly ListedRun[];
  /** The runs whose terminal is live, or about to be. */
  active(): RunSummary[];
  find(run: string): RunSummary | undefined;
  /** Runs whose record cannot be read. */
  damaged(): DamagedRun[];
  /** How a run began. @throws {Problem} `run-missing` */
  created(run: string): CreatedEvent;
  /** Where a run's recording and events lie, also a shared one's. @throws {Problem} `run-missing` */
  folder(run: string): Promise<string>;
  /** Runs that were shared, here or elsewhere; the latest first. */
  shared(): Promise<RunSummary[]>;
  /** A shared run, to be watched. @throws {Problem} `run-missing`, `recording-damaged` */
  openShared(run: string): Promise<OtherRecording>;
  /** Makes the copy of a run that would be shared; an earlier one that was not shared is removed. */
  prepareShare(run: string, options: ShareOptions): Promise<SharePreview>;
  /** Shares the copy that was shown. @throws {Problem} `stale-approval` when it is not there any more */
  share(run: string, shown: string): Promise<{ said: string }>;
  /** Reads again what other processes, such as the command line, did to the runs. */
  refresh(): Promise<void>;
  agents(feature: string, task: string): Promise<AvailableAgent[]>;
  /** What a start would run, and without what. @throws {Problem} as `readTaskAtBase` does */
  toStart(request: Pick<StartRequest, "branch" | "feature" | "task">): Promise<ToStart>;
  start(request: StartRequest): Promise<RunSummary>;
  /**
   * See `Sessions.attach`.
   * @param openPort makes the port; only called when there is something to show
   * @throws {Problem} `run-not-ready`
   */
  attach(
    run: string,
    openPort: (() => Port) | undefined,
    listener?: (message: unknown) => void,
  ): { send(message: unknown): void; detach(): void };
  /**
   * Takes the agent's work for finished: the agent is asked to end, then comes the validation, then the review.
   * @throws {Problem} `run-not-ready`
   */
  finish(run: string): Promise<void>;
  stop(run: string): Promise<void>;
  /** Resolves when the run's session is over and its change is captured. */
  settled(run: string): Promise<RunSummary>;
  change(run: string): Promise<RunChange>;
  /** All that a change does to one file, as text. @param commit as `change` named it */
  fileChange(run: string, commit: string, path: string): Promise<FileChange>;
  /** See `Moments`. */
  treeAt(run: string, commit: string, signal?: AbortSignal): Promise<RunTree>;
  changeAt(
    run: string,
    commit: string,
    from: string | undefined,
    signal?: AbortSignal,
  ): Promise<RunChange>;
  events(run: string): Promise<LoggedEvent[]>;
  verify(run: string): Promise<Verification>;
  /**
   * Drives the agent of a finished run once more with its model's recorded answers, and compares.
   * @param at a commit to begin at in place of the run's own, by any name git knows
   * @throws {Problem} see `redrive`; `bad-request` for no such commit
   */
  redrive(run: string, at: string | undefined, signal: AbortSignal): Promise<Redriven>;
  /** Interrupts the runs that go on, waits until their recordings are whole, and ends the pty host. */
  close(): Promise<void>;
}

/** Reads the project's runs, marks those whose writer is gone as interrupted, and takes over. */
export async function openSupervisor<Port>(
  parts: SupervisorParts<Port>,
): Promise<Supervisor<Port>> {
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
  const damaged = createDamagedRuns(parts, parts.damaged ?? ignore);
  const decisions = createDecisions(parts, { runs, store, endings, journals, damaged });
  let closing = false;

  const follow = (id: string): SessionListener => {
    const settle = (work: () => Promise<void>) => {
      runs.exclusively(id, work).catch(parts.report);
    };
    return {
      event: (logged) => {
        journals.note(id, logged).catch(parts.report);
        checkpoints.saw(id, logged);
        runs.set(apply(runs.get(id), logged));
      },
      agentOver: () => endings.takeSnapshot(id),
      failed: (reason) =>
        settle(async () => {
          await dispose(await runs.record(runs.get(id), { type: "start-failed", reason }));
        }),
      closed: () => {
        parts.recorded?.(store.folder(id));
        settle(() => capture(id));
      },
      lost: () => settle(() => interrupt(id)),
    };
  };

  const shared = openSharedRuns(parts.repository, parts.home.shared(parts.projectId));
  const sharing = openSharing({ ...parts, folder: (id) => store.folder(runs.get(id).created.run) });
  /** A run of this person's own, or else one that somebody shared. */
  const place = async (id: string): Promise<string> =>
    runs.has(id) ? store.folder(id) : shared.folder(id);

  const requireOpen = (): void => {
    if (closing)
      throw new Problem("cancelled", "The project was closed. Start the task again later.");
  };

  const reported = new Set<string>();
  /** Nobody has to be told of the runs that are there when the project is opened. */
  let isOpening = true;
  const refresh = async (): Promise<void> => {
    const { runs: stored, damaged: broken } = await store.list();
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
      if (known === run || sessions.has(id) || runs.isBusy(id)) continue;
      // What happened here while the logs were read is newer than what was read.
      if (known === undefined || known.updatedAt < run.updatedAt)
        if (isOpening) runs.learn(run);
        else runs.set(run.run());
      if (!isSettled(run.phase) && isLeft(runs.get(id)))
        runs.exclusively(id, () => interrupt(id)).catch(parts.report);
    }
  };

  const listedRuns = () => runs.all().sort(latestFirst);

  const start = createStart(parts, {
    runs,
    store,
    checkpoints,
    moments,
    endings,
    requireOpen,
    refresh,
    open: (spec) => sessions.open(spec, follow(spec.run)),
  });

  await refresh();
  isOpening = false;
  const tidied = endings.tidy(() => closing);

  return {
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
    refresh,
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
    async events(id) {
      const { events } = await readEvents(await place(id));
      const read = project(events);
      const known = runs.find(id);
      // The log counts, whatever the index said of the run.
      if (known && read && !sessions.has(id) && !runs.isBusy(id) && !isDeepStrictEqual(read, known))
        runs.set(read);
      return [...events];
    },
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
      const worktree = parts.home.worktree(parts.projectId, redriveTreeName());
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
}

const ignore = (): void => undefined;

const noChange = (state: RunState): Problem =>
  new Problem(
    "run-not-ready",
    state.phase === "uncaptured"
      ? `The change cannot be shown: ${state.reason}`
      : "This run has no change to show yet.",
  );

/** @throws {Problem} `bad-request` when there is no such commit */
async function namedCommit(repo: Repository, name: string): Promise<string> {
  // What begins with a dash would be an option.
  const found = name.startsWith("-") ? undefined : await commitOf(repo, name);
  if (found === undefined)
    throw new Problem("bad-request", `There is no commit called ${name} in this repository.`);
  return found;
}
