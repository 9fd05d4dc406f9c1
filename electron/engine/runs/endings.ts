import { dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { decide } from "@shared/runs/decide";
import type { Around, NamedPaths } from "@shared/runs/event";
import type { LeftOut } from "@shared/runs/left-out";
import { type Run, summarise } from "@shared/runs/project";
import { isSettled } from "@shared/runs/settled";
import { isActive, isUndecided } from "@shared/runs/words";
import type { Taken } from "../../pty-host/protocol";
import { readGiven } from "../../run-folder/given-files";
import { completeManifest } from "../../run-folder/manifest-file";
import { kindAt, namesIn } from "../../system/disk";
import { endProcessTree } from "../../system/process-tree";
import { processesNear } from "../../system/processes-near";
import { captureTree } from "../git/capture-tree";
import { changedPaths, changeFacts } from "../git/diff";
import { foldCheckpoints, forgetCheckpoints, unfoldedRuns } from "../git/folded-checkpoints";
import { commitOf, deleteBranch, keep, keptRef } from "../git/keep";
import { keepSubmodules } from "../git/keep-submodules";
import { keepTree, type Snapshot, snapshot } from "../git/snapshot";
import { standing } from "../git/standing";
import { changesAround, lookAround, type Surroundings } from "../git/surroundings";
import { removeWorktree } from "../git/worktree";
import type { Checkpoints } from "./checkpoints";
import type { KnownRuns } from "./known-runs";
import type { ListedRun } from "./listed-run";
import { hasOwner, interruptedEvent } from "./recover";
import { removeLeftTrees } from "./redrive-trees";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor";

/** What is done with a run's files once nothing runs in it any more. */
export interface Endings {
  /** Looks at the repository around a run that is about to start. */
  lookBefore(id: string): Promise<void>;
  /** Keeps the working tree as the agent left it, for the validation to run on. Never rejects. */
  takeSnapshot(id: string): Promise<Taken>;
  /**
   * Collects the change of a run that has ended; any other run is left alone. One whose change cannot be collected
   * says so, and is tried again each time.
   */
  capture(id: string): Promise<void>;
  /** Ends a run whose writer is gone. */
  interrupt(id: string): Promise<void>;
  /**
   * Captures a run's tree once more and keeps it under the run's own ref, with whatever came into it
   * after the change was shown. @returns the kept commit, undefined where nothing is left to keep
   */
  keepWork(run: Run): Promise<string | undefined>;
  /** Removes what a run needed while it was undecided, once it is kept. */
  removeTree(run: Run, kept: string | undefined): Promise<void>;
  /** Keeps the work, and removes what a run needed. */
  dispose(run: Run): Promise<void>;
  /**
   * Removes the trees of re-drives and of decided runs that a crash left standing, and gathers the checkpoints of runs
   * that are over, where an earlier version or a crash left each under a ref of its own.
   * @param stopped says that the project is being closed: what is left is for the next time
   */
  tidy(stopped: () => boolean): Promise<void>;
}

/** Paths that a run's record names before it only counts them. */
const mostPaths = 50;

export function createEndings(
  parts: Pick<SupervisorParts<never>, "home" | "projectId" | "report" | "repository">,
  { runs, store, checkpoints }: { runs: KnownRuns; store: RunStore; checkpoints: Checkpoints },
): Endings {
  /** What was around the runs of this process when they began. */
  const before = new Map<string, Surroundings>();
  /** What is known of the snapshots of this process. */
  const taken = new Map<string, Omit<Snapshot, "commit">>();

  const lookBefore = async (id: string): Promise<void> => {
    before.set(id, await lookAround(parts.repository()));
  };

  const around = async (id: string): Promise<Around[] | undefined> => {
    const was = before.get(id);
    if (was === undefined) return undefined;
    const isOwn = (ref: string) =>
      ref.startsWith("refs/specwright/") || ref.startsWith("refs/heads/specwright/");
    return changesAround(was, await lookAround(parts.repository()), isOwn);
  };

  const takeSnapshot = async (id: string): Promise<Taken> => {
    try {
      const { commit, ...facts } = await takeTree(runs.get(id));
      taken.set(commit, facts);
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
    const from = { base, runBranch, worktree, mark: tree, given, message, keptAs };
    return snapshot(parts.repository(), from);
  };

  /** The commit that the validation ran on, or else one of the tree as it is now. */
  const collect = async (run: Run) => {
    const repo = parts.repository();
    const commit = run.session.snapshot;
    if (commit === undefined) return takeTree(run);
    const [there, beside, facts] = await Promise.all([
      commitOf(repo, commit),
      sinceThen(run, commit).catch(() => ({})),
      taken.get(commit) ?? changeFacts(repo, run.created.base, commit).catch(() => undefined),
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
   * Files of a commit that are others in the working tree now: what the validation wrote is no part of it. And what
   * the tree has that no commit can have.
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

  const capture = async (id: string): Promise<void> => {
    const { phase } = runs.get(id).state;
    if (phase !== "ended" && phase !== "uncaptured") return;
    for (const event of await checkpoints.finish(id).catch(() => []))
      await runs.record(runs.get(id), event);
    // A crash between the two, or a full disk, may have left the session's end without it.
    await completeManifest(store.folder(id)).catch(parts.report);
    try {
      const [kept, changed, processes] = await Promise.all([
        collect(runs.get(id)),
        around(id).catch(() => undefined),
        processesNear(runs.get(id).created.worktree).catch(() => []),
      ]);
      // They may change the tree under the eyes of who looks at it.
      if (processes.length > 0 && runs.get(id).session.leftRunning === undefined)
        await runs.record(runs.get(id), { type: "left-running", processes });
      const event = decide(runs.get(id), {
        type: "capture",
        ...kept,
        ...(changed === undefined ? {} : { around: changed }),
      });
      await runs.record(runs.get(id), event);
      before.delete(id);
      taken.delete(kept.commit);
    } catch (error) {
      // What the person can change is told each time, and tried again.
      if (isPassing(error) || phase === "uncaptured") throw error;
      await runs.record(runs.get(id), { type: "capture-failed", reason: reasonOf(error) });
    }
    await foldCheckpoints(parts.repository(), id).catch(parts.report);
  };

  const interrupt = async (id: string): Promise<void> => {
    // Whoever died may have left processes behind, and written more than it could still tell.
    await endProcessTree({ run: id });
    const run = runs.set((await store.read(id)) ?? runs.get(id));
    const ended = isActive(summarise(run))
      ? await runs.record(run, await interruptedEvent(run, store.folder(id)))
      : run;
    if (ended.state.phase === "start-failed") return dispose(ended);
    return capture(id);
  };

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
    await removeWorktree(repo, { ...created, mark: tree, given }, keptRef(created.run));
    await deleteBranch(repo, created.runBranch, kept);
  };

  const dispose = async (run: Run): Promise<void> => {
    const { run: id } = run.created;
    await checkpoints.finish(id);
    const repo = parts.repository();
    // They stay as long as the recording that shows them; a run that never began has none.
    if (run.state.phase === "start-failed") await forgetCheckpoints(repo, id);
    await removeTree(run, await keepWork(run));
  };

  const tidy = async (stopped: () => boolean): Promise<void> => {
    const trees = dirname(parts.home.worktree(parts.projectId, "any"));
    await removeLeftTrees(parts.repository(), trees).catch(parts.report);
    const standing = await treesOf(runs.all());
    for (const { id, phase, worktree } of runs.all()) {
      // What could not be kept stays until the person removes it.
      if (!standing.has(worktree) || !isSettled(phase) || phase === "dismissed") continue;
      const run = runs.get(id);
      if (isUndecided(summarise(run)) || hasOwner(run)) continue;
      runs
        // What removes a tree rests on the run's log and not on the index.
        .exclusively(id, async () => dispose((await store.read(id)) ?? run))
        .catch((error: unknown) => {
          // What has a reason to stay was told when the run was decided.
          if (!(error instanceof Problem)) parts.report(error);
        });
    }
    await foldLeft(stopped).catch(parts.report);
  };

  const foldLeft = async (stopped: () => boolean): Promise<void> => {
    const repo = parts.repository();
    if ((await kindAt(join(repo.commonDir, "refs/specwright/checkpoints"))) !== "folder") return;
    for (const id of await unfoldedRuns(repo)) {
      if (stopped()) return;
      const run = runs.find(id);
      if (run === undefined || isActive(summarise(run)) || run.state.phase === "ended") continue;
      await runs.exclusively(id, () => foldCheckpoints(repo, id)).catch(parts.report);
    }
  };

  return {
    lookBefore,
    takeSnapshot,
    capture,
    interrupt,
    keepWork,
    removeTree,
    dispose,
    tidy,
  };
}

/** The working trees of these runs that still stand. Each folder of trees is listed once. */
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

/** Whether the same may succeed in a moment, or once the person has done something about it. */
const isPassing = (error: unknown): boolean =>
  error instanceof Problem &&
  ["not-trusted", "cancelled", "git-busy", "git-missing", "cannot-write"].includes(error.code);

/**
 * Whether a run waits for something that nobody does any more: its process is gone, or its change was not
 * collected. Another process that is still there does that itself.
 */
export function isLeft(run: Run): boolean {
  if (isActive(summarise(run))) return !hasOwner(run);
  return run.state.phase === "ended" && (run.created.ownerPid === process.pid || !hasOwner(run));
}
