import { dirname } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { Branch, FeatureSummary } from "@shared/contracts/project";
import type { OtherRecording } from "@shared/contracts/recordings";
import type {
  AvailableAgent,
  RunChange,
  RunTree,
  SharePreview,
  Verification,
} from "@shared/contracts/runs";
import { checkApproval, decide } from "@shared/runs/decide";
import type { AgentChoice, CreatedEvent, LoggedEvent, RunEvent } from "@shared/runs/event";
import { apply, type Run, summarise } from "@shared/runs/project";
import type { Redriven } from "@shared/runs/redriven";
import type { RunSummary } from "@shared/runs/summary";
import { isActive, isUndecided } from "@shared/runs/words";
import { tickTask } from "@shared/tasks/tick";
import { kindOf } from "../files/disk";
import { type Approval, approve } from "../git/approve";
import { dropCheckpoints, keptCheckpoints } from "../git/checkpoint-refs";
import { readChange } from "../git/diff";
import { asText, type Identity, identity } from "../git/identity";
import { commitOf, deleteBranch, keep, keptRef } from "../git/keep";
import { mergedCommit } from "../git/merged";
import { type Repository, requireTrust } from "../git/repository";
import { snapshot } from "../git/snapshot";
import { fillWorktree, treeOnto } from "../git/start-again";
import { addWorktree, removeWorktree } from "../git/worktree";
import type { Home } from "../settings/home";
import { type BuiltInLauncher, describeModel } from "./agents";
import { readTaskAtBase } from "./assign";
import { createCheckpoints } from "./checkpoints";
import { readEvents } from "./event-log";
import { openHiding } from "./hide";
import type { HostProcess } from "./host-process";
import { completeManifest } from "./manifest-file";
import { createMoments } from "./moments";
import { createdEvent, readPrompt, sessionSpec } from "./prepare";
import { endProcessTree } from "./process-tree";
import { hasOwner, interruptedEvent } from "./recover";
import { redrive } from "./redrive";
import { redriveTreeName, removeLeftTrees } from "./redrive-trees";
import { openRunStore } from "./run-store";
import { createSessions, type SessionListener } from "./sessions";
import { sharedChange } from "./sharing/shared-change";
import { openSharedRuns } from "./sharing/shared-runs";
import { openSharing, type ShareOptions } from "./sharing/sharing";
import { verifyRunFolder, withTrailer } from "./verify";

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
  changed(run: RunSummary): void;
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
  /** Somebody can type into the terminal. */
  readonly attended: boolean;
  /** Records what is typed; off if left out. */
  readonly recordsInput?: boolean | undefined;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Another run of the task, and one of its checkpoints, whose files the run begins with. */
  readonly from?: { readonly run: string; readonly checkpoint: string } | undefined;
  /** Another run of the task, whose prompt the agent gets once more. */
  readonly repeats?: string | undefined;
}

/** Starts, watches and ends the runs of one project, and carries out what a person decides of them. */
export interface Supervisor<Port> {
  /** The latest first. */
  runs(): RunSummary[];
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
  stop(run: string): Promise<void>;
  /** Resolves when the run's session is over and its change is captured. */
  settled(run: string): Promise<RunSummary>;
  change(run: string): Promise<RunChange>;
  /** See `Moments`. */
  treeAt(run: string, commit: string, signal?: AbortSignal): Promise<RunTree>;
  changeAt(
    run: string,
    commit: string,
    from: string | undefined,
    signal?: AbortSignal,
  ): Promise<RunChange>;
  approve(run: string, shown: string): Promise<{ commit: string }>;
  sendBack(run: string, note: string): Promise<void>;
  discard(run: string): Promise<void>;
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
  const store = openRunStore(parts.home, parts.projectId);
  const sessions = createSessions(parts.startHost);
  const runs = new Map<string, Run>();
  const queues = new Map<string, Promise<unknown>>();
  const moments = createMoments(parts.repository, store.events);
  const checkpoints = createCheckpoints(parts.report, sessions.note);
  let closing = false;

  const get = (id: string): Run => {
    const run = runs.get(id);
    if (!run) throw new Problem("run-missing", "This run is not there any more.", id);
    return run;
  };
  const set = (run: Run): Run => {
    runs.set(run.created.run, run);
    parts.changed(summarise(run));
    return run;
  };
  const record = async (run: Run, event: RunEvent) => set(await store.append(run, event));

  /** One thing at a time for each run, or start of a task: two approvals of one change must not meet. */
  const exclusively = <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const result = (queues.get(id) ?? Promise.resolve()).catch(() => undefined).then(work);
    queues.set(id, result);
    const forget = () => {
      if (queues.get(id) === result) queues.delete(id);
    };
    result.then(forget, forget);
    return result;
  };

  const capture = async (id: string): Promise<void> => {
    const run = get(id);
    if (run.state.phase !== "ended") return;
    for (const event of await checkpoints.finish(id)) await record(get(id), event);
    // A crash between the two, or a full disk, may have left the session's end without it.
    await completeManifest(store.folder(id)).catch(parts.report);
    const { base, runBranch, worktree, task } = run.created;
    const message = `${task.id}: what the run left in its working tree\n\nRun: ${id}\n`;
    const kept = await snapshot(parts.repository(), { base, runBranch, worktree, message });
    await record(run, decide(run, { type: "capture", ...kept }));
  };

  const interrupt = async (id: string): Promise<void> => {
    // Whoever died may have left processes behind, and written more than it could still tell.
    await endProcessTree({ run: id });
    const run = set((await store.read(id)) ?? get(id));
    const ended = isActive(summarise(run))
      ? await record(run, await interruptedEvent(run, store.folder(id)))
      : run;
    if (ended.state.phase === "start-failed") return dispose(ended);
    return capture(id);
  };

  const follow = (id: string): SessionListener => {
    const settle = (work: () => Promise<void>) => {
      exclusively(id, work).catch(parts.report);
    };
    return {
      event: (logged) => {
        checkpoints.saw(id, logged);
        set(apply(get(id), logged));
      },
      failed: (reason) =>
        settle(async () => {
          await dispose(await record(get(id), { type: "start-failed", reason }));
        }),
      closed: () => {
        parts.recorded?.(store.folder(id));
        settle(() => capture(id));
      },
      lost: () => settle(() => interrupt(id)),
    };
  };

  /**
   * Captures a run's tree once more and keeps it under the run's own ref, with whatever came into it
   * after the change was shown. @returns the kept commit, undefined where nothing is left to keep
   */
  const keepWork = async (run: Run): Promise<string | undefined> => {
    const repo = parts.repository();
    const { run: id, base, runBranch, worktree } = run.created;
    const message = `Kept when the run was decided\n\nRun: ${id}\n`;
    const last =
      (await kindOf(worktree)) === "folder"
        ? (await snapshot(repo, { base, runBranch, worktree, message })).commit
        : await commitOf(repo, `refs/heads/${runBranch}`);
    if (last !== undefined) await keep(repo, id, last);
    return last;
  };

  /** Removes what a run needed while it was undecided, once it is kept. */
  const removeTree = async ({ created }: Run, kept: string | undefined): Promise<void> => {
    if (kept === undefined) return;
    const repo = parts.repository();
    await removeWorktree(repo, created.worktree, keptRef(created.run));
    await deleteBranch(repo, created.runBranch, kept);
  };

  const dispose = async (run: Run): Promise<void> => {
    const { run: id } = run.created;
    await checkpoints.finish(id);
    const repo = parts.repository();
    // They stay as long as the recording that shows them; a run that never began has none.
    if (run.state.phase === "start-failed")
      await dropCheckpoints(repo, id, [...(await keptCheckpoints(repo, id)).keys()]);
    await removeTree(run, await keepWork(run));
  };

  const reported = new Set<string>();
  const refresh = async (): Promise<void> => {
    const { runs: stored, damaged } = await store.list();
    for (const { id, problem } of damaged) {
      if (!reported.has(id)) parts.report(problem);
      reported.add(id);
    }
    for (const run of stored) {
      const id = run.created.run;
      if (sessions.has(id) || queues.has(id)) continue;
      const known = runs.get(id);
      // What happened here while the logs were read is newer than what was read.
      if (known === undefined || known.updatedAt < run.updatedAt) set(run);
      if (isLeft(get(id))) exclusively(id, () => interrupt(id)).catch(parts.report);
    }
  };

  /** The prompt that another run of the same task had. */
  const earlierPrompt = async (request: StartRequest, id: string): Promise<string> => {
    const { feature, task } = get(id).created;
    if (feature !== request.feature.id || task.id !== request.task)
      throw new Problem("bad-request", "That run was of another task.", id);
    return readPrompt(store.folder(id));
  };

  /** The commit of an approval that the app ended too soon to note down. */
  const alreadyMerged = async ({ created, state }: Run): Promise<string | undefined> =>
    state.phase === "review"
      ? mergedCommit(parts.repository(), { ...created, recording: state.recording.digest })
      : undefined;

  const shared = openSharedRuns(parts.repository, parts.home.shared(parts.projectId));
  const sharing = openSharing({ ...parts, folder: (id) => store.folder(get(id).created.run) });
  /** A run of this person's own, or else one that somebody shared. */
  const place = async (id: string): Promise<string> =>
    runs.has(id) ? store.folder(id) : shared.folder(id);

  const requireOpen = (): void => {
    if (closing)
      throw new Problem("cancelled", "The project was closed. Start the task again later.");
  };

  const decideChange = (
    id: string,
    command: { type: "discard" } | { type: "send-back"; note: string },
  ) =>
    exclusively(id, async () => {
      await capture(id);
      const run = get(id);
      const merged = await alreadyMerged(run);
      if (merged !== undefined)
        throw new Problem(
          "run-not-ready",
          `The change is on ${run.created.branch} already, as ${merged.slice(0, 7)}. Approve it, then revert that commit if you do not want it.`,
          merged,
        );
      const by = asText(await identity(parts.repository().top));
      const hiding = await openHiding(parts.home.settings, parts.env);
      const decided = hiding.event(decide(run, { ...command, by, keptAs: keptRef(id) }));
      // The event says that the work is kept: so it has to be.
      const kept = await keepWork(run);
      await record(run, decided);
      await removeTree(run, kept);
    });

  /** Removes the trees of re-drives and of decided runs that a crash left standing. */
  const tidy = async (): Promise<void> => {
    const trees = dirname(parts.home.worktree(parts.projectId, "any"));
    await removeLeftTrees(parts.repository(), trees).catch(parts.report);
    for (const run of [...runs.values()]) {
      if (isUndecided(summarise(run)) || hasOwner(run)) continue;
      if ((await kindOf(run.created.worktree)) !== "folder") continue;
      exclusively(run.created.run, () => dispose(run)).catch((error: unknown) => {
        // What has a reason to stay was told when the run was decided.
        if (!(error instanceof Problem)) parts.report(error);
      });
    }
  };

  /** What a run that goes on from a moment of another one begins with. */
  const startingPoint = async (
    { feature, task }: StartRequest,
    from: { readonly run: string; readonly checkpoint: string },
    base: string,
  ) => {
    const earlier = get(from.run);
    if (earlier.created.feature !== feature.id || earlier.created.task.id !== task)
      throw new Problem("bad-request", "That run is one of another task.", from.run);
    const checkpoint = await moments.kept(earlier, from.checkpoint);
    const tree = await treeOnto(parts.repository(), earlier.created.base, checkpoint, base);
    return { tree, point: { run: from.run, checkpoint } };
  };

  await refresh();
  const tidied = tidy();

  return {
    runs: () =>
      [...runs.values()].map(summarise).sort((a, b) => b.createdAt.localeCompare(a.createdAt)),
    created: (id) => get(id).created,
    folder: place,
    shared: async () => (await shared.list()).map(summarise),
    openShared: shared.open,
    ...sharing.calls,
    refresh,
    async agents(feature, task) {
      const root = parts.repository().top;
      const model = await describeModel({ env: parts.env, root, feature, task });
      return [
        {
          choice: { kind: "built-in" },
          label: "Built-in",
          model: model.label,
          ...(model.kind === "none" ? { unavailable: model.label } : {}),
        },
      ];
    },
    start: (request) =>
      exclusively(`start ${request.feature.id} ${request.task}`, async () => {
        const repo = parts.repository();
        requireTrust(repo);
        // The command line may have started the same task meanwhile.
        await refresh();
        const busy = [...runs.values()]
          .map(summarise)
          .find(
            (run) =>
              run.feature === request.feature.id &&
              run.task.id === request.task &&
              isUndecided(run),
          );
        if (busy)
          throw new Problem(
            "task-busy",
            `${request.task} has a run that is not decided yet. Stop it, or decide on its change, first.`,
          );
        const task = await readTaskAtBase(repo, request.branch, request.feature, request.task);
        const prompt = request.repeats && (await earlierPrompt(request, request.repeats));
        const from = request.from && (await startingPoint(request, request.from, task.base));
        const created = await createdEvent(parts, request, task, [...runs.values()], from?.point);
        const hiding = await openHiding(parts.home.settings, parts.env);
        requireOpen();
        const run = set(await store.create(created.run, hiding.event(created)));
        try {
          await addWorktree(repo, created);
          if (from) await fillWorktree(repo, created, from.tree);
          await checkpoints.start(repo, created);
          // What is written down may have less in it than what is to be run.
          const whole = { ...run, created };
          const folder = store.folder(created.run);
          const redact = hiding.patterns;
          const spec = await sessionSpec(parts, request, task, whole, folder, { prompt, redact });
          requireOpen();
          sessions.open(spec, follow(created.run));
        } catch (error) {
          const reason = error instanceof Problem ? error.message : String(error);
          const failed = await record(run, hiding.event({ type: "start-failed", reason }));
          await dispose(failed).catch(parts.report);
          throw error;
        }
        return summarise(get(created.run));
      }),
    attach(id, openPort, listener) {
      if (!sessions.has(id))
        throw new Problem(
          "run-not-ready",
          "This terminal is not live here: the run is over, or another Specwright is running it.",
        );
      return sessions.attach(id, openPort?.(), listener);
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
      await queues.get(id)?.catch(() => undefined);
      return summarise(get(id));
    },
    async change(id) {
      if (!runs.has(id)) return sharedChange(parts.repository(), await shared.read(id));
      await exclusively(id, () => capture(id));
      const { state, created } = get(id);
      if (!("change" in state))
        throw new Problem("run-not-ready", "This run has no change to show yet.");
      return readChange(parts.repository(), created.base, state.change.commit);
    },
    treeAt: (id, ...asked) => moments.tree(get(id), ...asked),
    changeAt: (id, ...asked) => moments.change(get(id), ...asked),
    approve: (id, shown) =>
      exclusively(id, async () => {
        const run = get(id);
        checkApproval(run, shown);
        const repo = parts.repository();
        const by = await identity(repo.top);
        const merged = await alreadyMerged(run);
        if (merged === undefined) await requireWhole(store.folder(id));
        const { tasksPath } = run.created;
        const tick = (text: string, task: string) => tickTask(text, task, tasksPath);
        const commit = merged ?? (await approve(repo, approvalOf(run, shown, by), tick)).commit;
        const { branch } = run.created;
        await record(run, {
          type: "approved",
          shown,
          commit,
          branch,
          by: asText(by),
        });
        // The change is on the branch: what is left to tidy up must not look like a failed approval.
        await dispose(run).catch(parts.report);
        return { commit };
      }),
    sendBack: (id, note) => decideChange(id, { type: "send-back", note }),
    discard: (id) => decideChange(id, { type: "discard" }),
    events: async (id) => [...(await readEvents(await place(id))).events],
    redrive: async (id, at, signal) => {
      const run = get(id);
      const repository = parts.repository();
      const commit = at === undefined ? run.created.base : await namedCommit(repository, at);
      const { startedFrom: from } = run.created;
      const tree =
        from && (await treeOnto(repository, get(from.run).created.base, from.checkpoint, commit));
      const events = (await store.events(id)).map(({ event }) => event);
      const { launcher, shell, env } = parts;
      const worktree = parts.home.worktree(parts.projectId, redriveTreeName());
      const place = { repository, launcher, shell, env, folder: store.folder(id), worktree };
      return redrive(run, events, { commit, tree }, place, signal);
    },
    verify: async (id) => {
      const verified = await verifyRunFolder(await place(id));
      return withTrailer(verified, runs.get(id) ?? (await shared.read(id)), parts.repository());
    },
    async close() {
      closing = true;
      const live = [...runs.keys()].filter(sessions.has);
      for (const id of live) sessions.stop(id, "interrupted");
      await Promise.all(live.map((id) => sessions.ended(id)));
      await tidied;
      await Promise.all([...queues.values()].map((work) => work.catch(() => undefined)));
      await sharing.close();
      await sessions.close();
    },
  };
}

/**
 * Whether a run waits for something that nobody does any more: its process is gone, or its change was not
 * collected. Another process that is still there does that itself.
 */
function isLeft(run: Run): boolean {
  if (isActive(summarise(run))) return !hasOwner(run);
  return run.state.phase === "ended" && (run.created.ownerPid === process.pid || !hasOwner(run));
}

/** @throws {Problem} `bad-request` when there is no such commit */
async function namedCommit(repo: Repository, name: string): Promise<string> {
  // What begins with a dash would be an option.
  const found = name.startsWith("-") ? undefined : await commitOf(repo, name);
  if (found === undefined)
    throw new Problem("bad-request", `There is no commit called ${name} in this repository.`);
  return found;
}

/** A commit must not vouch for a recording that is not what was recorded. */
async function requireWhole(folder: string): Promise<void> {
  const { ok, checks } = await verifyRunFolder(folder);
  if (ok) return;
  const failed = checks.filter((check) => !check.ok).map(({ text }) => text);
  throw new Problem(
    "recording-damaged",
    "The recording does not verify. Send the run back or discard it.",
    failed.join("\n"),
  );
}

function approvalOf(run: Run, shown: string, by: Identity): Approval {
  const { created, state } = run;
  if (state.phase !== "review") throw new Error("An approval was allowed outside of review.");
  return {
    run: created.run,
    branch: created.branch,
    base: created.base,
    commit: shown,
    task: created.task,
    tasksPath: created.tasksPath,
    specPath: created.specPath,
    specBlob: created.specBlob,
    recording: state.recording.digest,
    body: created.task.line.replace(/^\s*[-*+]\s+\[.\]\s+/, ""),
    by,
  };
}
