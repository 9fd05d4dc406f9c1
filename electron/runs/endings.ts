import { dirname } from "node:path";
import { Problem } from "@shared/contracts/problem";
import { decide } from "@shared/runs/decide";
import { type Run, summarise } from "@shared/runs/project";
import { isActive, isUndecided } from "@shared/runs/words";
import { kindOf } from "../files/disk";
import { dropCheckpoints, keptCheckpoints } from "../git/checkpoint-refs";
import { commitOf, deleteBranch, keep, keptRef } from "../git/keep";
import { snapshot } from "../git/snapshot";
import { removeWorktree } from "../git/worktree";
import type { Checkpoints } from "./checkpoints";
import type { KnownRuns } from "./known-runs";
import { completeManifest } from "./manifest-file";
import { endProcessTree } from "./process-tree";
import { hasOwner, interruptedEvent } from "./recover";
import { removeLeftTrees } from "./redrive-trees";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor";

/** What is done with a run's files once nothing runs in it any more. */
export interface Endings {
  /** Collects the change of a run that has ended; any other run is left alone. */
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
  /** Removes the trees of re-drives and of decided runs that a crash left standing. */
  tidy(): Promise<void>;
}

export function createEndings(
  parts: Pick<SupervisorParts<never>, "home" | "projectId" | "report" | "repository">,
  { runs, store, checkpoints }: { runs: KnownRuns; store: RunStore; checkpoints: Checkpoints },
): Endings {
  const capture = async (id: string): Promise<void> => {
    const run = runs.get(id);
    if (run.state.phase !== "ended") return;
    for (const event of await checkpoints.finish(id)) await runs.record(runs.get(id), event);
    // A crash between the two, or a full disk, may have left the session's end without it.
    await completeManifest(store.folder(id)).catch(parts.report);
    const { base, runBranch, worktree, task } = run.created;
    const message = `${task.id}: what the run left in its working tree\n\nRun: ${id}\n`;
    const kept = await snapshot(parts.repository(), { base, runBranch, worktree, message });
    await runs.record(run, decide(run, { type: "capture", ...kept }));
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
    const last =
      (await kindOf(worktree)) === "folder"
        ? (await snapshot(repo, { base, runBranch, worktree, message })).commit
        : await commitOf(repo, `refs/heads/${runBranch}`);
    if (last !== undefined) await keep(repo, id, last);
    return last;
  };

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

  const tidy = async (): Promise<void> => {
    const trees = dirname(parts.home.worktree(parts.projectId, "any"));
    await removeLeftTrees(parts.repository(), trees).catch(parts.report);
    for (const run of runs.all()) {
      if (isUndecided(summarise(run)) || hasOwner(run)) continue;
      if ((await kindOf(run.created.worktree)) !== "folder") continue;
      runs
        .exclusively(run.created.run, () => dispose(run))
        .catch((error: unknown) => {
          // What has a reason to stay was told when the run was decided.
          if (!(error instanceof Problem)) parts.report(error);
        });
    }
  };

  return { capture, interrupt, keepWork, removeTree, dispose, tidy };
}

/**
 * Whether a run waits for something that nobody does any more: its process is gone, or its change was not
 * collected. Another process that is still there does that itself.
 */
export function isLeft(run: Run): boolean {
  if (isActive(summarise(run))) return !hasOwner(run);
  return run.state.phase === "ended" && (run.created.ownerPid === process.pid || !hasOwner(run));
}
