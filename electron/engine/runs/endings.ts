import { dirname, join } from "node:path";
import { isRunId, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { Around, NamedPaths } from "@shared/runs/event";
import { isSameOwner } from "@shared/runs/lease";
import type { LeftOut } from "@shared/runs/left-out";
import { type Run, summarise } from "@shared/runs/projection";
import { isSettled } from "@shared/runs/settled";
import { isActive, isUndecided } from "@shared/runs/words";
import type { Taken } from "../../pty-host/protocol";
import { readGiven } from "../../run-folder/given-files";
import { completeManifest } from "../../run-folder/manifest-file";
import { kindAt, namesIn } from "../../system/disk";
import { thisOwner } from "../../system/owner";
import { endProcessTree } from "../../system/process-tree";
import { processesNear } from "../../system/processes-near";
import { removeFolder, removeSoon } from "../files/app-folders";
import { captureTree } from "../git/capture-tree";
import { foldCheckpoints, forgetCheckpoints, unfoldedRuns } from "../git/folded-checkpoints";
import { commitOf, deleteBranch, keep, keptRef } from "../git/keep";
import { keepSubmodules } from "../git/keep-submodules";
import { changedPaths, changeFacts } from "../git/read-change";
import {
  changesAround,
  lookAround,
  type Surroundings,
  surroundingsSchema,
} from "../git/shared-state";
import { keepTree, type Snapshot, snapshot } from "../git/snapshot";
import { standing } from "../git/standing";
import { removeWorktree } from "../git/worktree";
import { viewIn } from "../sandbox/confine";
import type { Checkpoints } from "./checkpoints";
import type { KnownRuns } from "./known-runs";
import type { ListedRun } from "./listed-run";
import { hasOwner, leftRecording } from "./recover";
import { removeLeftTrees } from "./redrive-trees";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor-parts";

/** The work on a run's files after its processes have ended. */
export interface Endings {
  /** Records the state of the repository around a run that is about to start. */
  lookBefore(id: RunId): Promise<void>;
  /** The notes that the next engine needs to end a live run, in case this one dies. */
  notes(id: RunId): unknown;
  /** Takes over the notes that an earlier engine made of a live run. */
  takeOver(id: RunId, notes: unknown): void;
  /** Commits the working tree of the agent, for the validation. Never rejects. */
  takeSnapshot(id: RunId): Promise<Taken>;
  /**
   * Collects the change of a run that has ended; does nothing for any other run. A failure is recorded in the run,
   * and each call tries again.
   */
  capture(id: RunId): Promise<void>;
  /** Ends a run whose writer has ended. */
  interrupt(id: RunId, reason?: string): Promise<void>;
  /**
   * Commits a run's tree once more and keeps the commit under the run's own ref, with files that were changed
   * after the change was shown.
   * @returns the kept commit; undefined when no tree is left
   */
  keepWork(run: Run): Promise<string | undefined>;
  /**
   * Removes the working tree, branch and checkpoints of a decided run.
   * @param kept the commit that keeps its work
   */
  removeTree(run: Run, kept: string | undefined): Promise<void>;
  /** Keeps the work, and removes the working tree, branch and checkpoints. */
  dispose(run: Run): Promise<void>;
  /**
   * Removes the trees of re-drives and of decided runs that remained after a crash. Gathers the checkpoints of
   * finished runs under one ref, where an earlier version or a crash left a ref for each.
   * @param stopped whether the project is being closed; the remaining work is then left for the next time
   */
  tidy(stopped: () => boolean): Promise<void>;
}

/** The largest number of paths in a run's record; further ones are only counted. */
const mostPaths = 50;

export function createEndings(
  parts: Pick<SupervisorParts<never>, "home" | "projectId" | "report" | "repository">,
  { runs, store, checkpoints }: { runs: KnownRuns; store: RunStore; checkpoints: Checkpoints },
): Endings {
  /** The surroundings of this process's runs at their start. */
  const before = new Map<string, Surroundings>();
  /** The snapshots that this process has made. */
  const snapshots = new Map<string, Omit<Snapshot, "commit">>();

  const viewOf = (id: RunId) => viewIn(parts.home.sandbox(parts.projectId, id));

  const lookBefore = async (id: RunId): Promise<void> => {
    before.set(id, await lookAround(parts.repository()));
  };

  const takeOver = (id: RunId, notes: unknown): void => {
    const around = surroundingsSchema.safeParse(notes);
    if (around.success) before.set(id, around.data);
  };

  const changesAroundRun = async (id: RunId): Promise<Around[] | undefined> => {
    const was = before.get(id);
    if (was === undefined) return undefined;
    const isOwn = (ref: string) =>
      ref.startsWith("refs/specwright/") || ref.startsWith("refs/heads/specwright/");
    return changesAround(was, await lookAround(parts.repository()), isOwn);
  };

  const takeSnapshot = async (id: RunId): Promise<Taken> => {
    try {
      const { commit, ...facts } = await takeTree(runs.get(id));
      snapshots.set(commit, facts);
      return { commit };
    } catch (error) {
      return { failed: reasonOf(error) };
    }
  };

  const takeTree = async ({ created, tree }: Run): Promise<Snapshot> => {
    const { run, base, runBranch, worktree, task } = created;
    const message = `${task.id}: what the run left in its working tree\n\nRun: ${run}\n`;
    const given = await readGiven(store.folder(run));
    const keptAs = keptRef(run);
    const view = viewOf(run);
    const from = { base, runBranch, worktree, mark: tree, given, message, keptAs, view };
    return snapshot(parts.repository(), from);
  };

  /** The commit that the validation ran on, or else a new one of the tree. */
  const collect = async (run: Run) => {
    const repo = parts.repository();
    const commit = run.session.snapshot;
    if (commit === undefined) return takeTree(run);
    const [there, beside, facts] = await Promise.all([
      commitOf(repo, commit),
      sinceThen(run, commit).catch(() => ({})),
      snapshots.get(commit) ?? changeFacts(repo, run.created.base, commit).catch(() => undefined),
    ]);
    if (there === undefined || facts === undefined)
      throw new Problem(
        "git-failed",
        "The commit that the validation ran on is not there any more.",
        commit,
      );
    return { commit, ...facts, ...beside };
  };

  /**
   * The files of a commit that differ in the working tree now. Changes by the validation are not part of the run's
   * change. Also files of the tree that no commit can contain.
   */
  const sinceThen = async (
    run: Run,
    commit: string,
  ): Promise<{ since?: NamedPaths; leftOut?: readonly LeftOut[] }> => {
    const repo = parts.repository();
    const { worktree, base } = run.created;
    const there = await standing(repo, { worktree, mark: run.tree });
    if (there === "replaced") return { leftOut: [{ path: ".", reason: "replaced" }] };
    if (there === "gone") return {};
    const given = await readGiven(store.folder(run.created.run));
    const { tree, leftOut } = await captureTree(repo, worktree, { start: commit, base, given });
    const changed = await changedPaths(repo, commit, tree);
    const paths = changed.filter(({ status }) => status !== "added").map(({ path }) => path);
    const more = Math.max(0, paths.length - mostPaths);
    return { since: { paths: paths.slice(0, mostPaths), more }, leftOut };
  };

  const capture = async (id: RunId): Promise<void> => {
    const { phase } = runs.get(id).state;
    if (phase !== "ended" && phase !== "uncaptured") return;
    for (const event of await checkpoints.finish(id).catch(() => []))
      await runs.record(runs.get(id), { type: "add-checkpoint", checkpoint: event });
    // After a crash or on a full disk the log may have the session's end while the manifest is missing.
    await completeManifest(store.folder(id)).catch(parts.report);
    try {
      const [kept, changed, processes] = await Promise.all([
        collect(runs.get(id)),
        changesAroundRun(id).catch(() => undefined),
        processesNear(runs.get(id).created.worktree).catch(() => []),
      ]);
      // These processes may change the tree while the person looks at it.
      if (processes.length > 0 && runs.get(id).session.leftRunning === undefined)
        await runs.record(runs.get(id), { type: "leave-running", processes });
      await runs.record(runs.get(id), {
        type: "capture",
        ...kept,
        ...(changed === undefined ? {} : { around: changed }),
      });
      before.delete(id);
      snapshots.delete(kept.commit);
    } catch (error) {
      // A problem that the person can remove is reported at each attempt.
      if (isPassing(error) || phase === "uncaptured") throw error;
      await runs.record(runs.get(id), { type: "fail-capture", reason: reasonOf(error) });
    }
    await foldCheckpoints(parts.repository(), id).catch(parts.report);
  };

  const interrupt = async (id: RunId, reason?: string): Promise<void> => {
    // A killed writer may have left processes behind, and events in the log that it had not reported.
    await endProcessTree({ run: id });
    const run = runs.set((await store.read(id)) ?? runs.get(id));
    const ended = isActive(summarise(run)) ? await recordEnd(run, reason) : run;
    if (ended.state.phase === "start-failed") return dispose(ended);
    return capture(id);
  };

  const recordEnd = async (run: Run, reason: string | undefined): Promise<Run> =>
    runs.record(
      run,
      reason !== undefined && run.state.phase === "preparing"
        ? { type: "fail-start", reason }
        : {
            type: "interrupt",
            recording: await leftRecording(run, store.folder(run.created.run)),
          },
    );

  const keepWork = async (run: Run): Promise<string | undefined> => {
    const repo = parts.repository();
    const { run: id, base, runBranch, worktree } = run.created;
    const message = `Kept when the run was decided\n\nRun: ${id}\n`;
    const given = await readGiven(store.folder(id));
    const last =
      (await kindAt(worktree)) !== "missing"
        ? (
            await keepTree(repo, {
              base,
              runBranch,
              worktree,
              mark: run.tree,
              given,
              message,
              keptAs: keptRef(id),
              view: viewOf(id),
            })
          ).commit
        : await commitOf(repo, `refs/heads/${runBranch}`);
    if (last !== undefined) await keep(repo, id, last);
    if ((await standing(repo, { worktree, mark: run.tree })) === "there")
      await keepSubmodules(repo, { worktree, base }, keptRef(id)).catch(parts.report);
    return last;
  };

  const removeTree = async ({ created, tree }: Run, kept: string | undefined): Promise<void> => {
    if (kept === undefined) return;
    const repo = parts.repository();
    const given = await readGiven(store.folder(created.run));
    const remove = (aside: string) => removeSoon(aside, parts.report);
    await removeWorktree(repo, { ...created, mark: tree, given }, keptRef(created.run), remove);
    await deleteBranch(repo, created.runBranch, kept);
    await removeFolder(parts.home.sandbox(parts.projectId, created.run));
  };

  const dispose = async (run: Run): Promise<void> => {
    const { run: id } = run.created;
    await checkpoints.finish(id);
    const repo = parts.repository();
    // Checkpoints stay as long as the recording that shows them. A run that never began has no recording.
    if (run.state.phase === "start-failed") await forgetCheckpoints(repo, id);
    await removeTree(run, await keepWork(run));
  };

  const tidy = async (stopped: () => boolean): Promise<void> => {
    const trees = parts.home.worktrees(parts.projectId);
    await removeLeftTrees(parts.repository(), trees, parts.report).catch(parts.report);
    const standing = await treesOf(runs.all());
    for (const { id, phase, worktree } of runs.all()) {
      // A tree whose work could not be kept stays until the person removes it.
      if (!standing.has(worktree) || !isSettled(phase) || phase === "dismissed") continue;
      const run = runs.get(id);
      if (isUndecided(summarise(run)) || hasOwner(run)) continue;
      runs
        // The removal of a tree relies on the run's log and not on the index.
        .exclusively(id, async () => dispose((await store.read(id)) ?? run))
        .catch((error: unknown) => {
          // The reasons for leftovers were shown when the run was decided.
          if (!(error instanceof Problem)) parts.report(error);
        });
    }
    await foldLeft(stopped).catch(parts.report);
  };

  const foldLeft = async (stopped: () => boolean): Promise<void> => {
    const repo = parts.repository();
    if ((await kindAt(join(repo.commonDir, "refs/specwright/checkpoints"))) !== "folder") return;
    for (const id of (await unfoldedRuns(repo)).filter(isRunId)) {
      if (stopped()) return;
      const run = runs.find(id);
      if (run === undefined || isActive(summarise(run)) || run.state.phase === "ended") continue;
      await runs.exclusively(id, () => foldCheckpoints(repo, id)).catch(parts.report);
    }
  };

  return {
    lookBefore,
    notes: (id) => before.get(id),
    takeOver,
    takeSnapshot,
    capture,
    interrupt,
    keepWork,
    removeTree,
    dispose,
    tidy,
  };
}

/** The existing working trees of these runs. Each parent folder is listed once. */
async function treesOf(runs: readonly ListedRun[]): Promise<ReadonlySet<string>> {
  const folders = [...new Set(runs.map(({ worktree }) => dirname(worktree)))];
  const trees = folders.map(async (folder) =>
    (await namesIn(folder).catch(() => [])).map((name) => join(folder, name)),
  );
  return new Set((await Promise.all(trees)).flat());
}

const reasonOf = (error: unknown): string =>
  error instanceof Problem
    ? [error.message, error.detail].filter(Boolean).join(" ").slice(0, 2000)
    : String(error);

/** Whether a retry may succeed, at once or after an action of the person. */
const isPassing = (error: unknown): boolean =>
  error instanceof Problem &&
  ["not-trusted", "cancelled", "git-busy", "git-missing", "cannot-write"].includes(error.code);

/**
 * Whether a run waits for work that no process does: its process has ended, or its change was not collected. A
 * living process of the run does that work itself.
 */
export function isLeft(run: Run): boolean {
  if (isActive(summarise(run))) return !hasOwner(run);
  return run.state.phase === "ended" && (isSameOwner(run.owner, thisOwner()) || !hasOwner(run));
}
