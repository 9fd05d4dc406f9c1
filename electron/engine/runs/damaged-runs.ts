// Runs with an unreadable record. They cannot be shown, approved or sent back. They can be discarded, except those of a
// later format, whose record is whole.

import { mkdir, rename } from "node:fs/promises";
import { dirname } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { Discarded } from "@shared/contracts/runs";
import type { DamagedRun } from "@shared/runs/damaged-run";
import type { CreatedEvent } from "@shared/runs/event";
import { readBeginning, readEvents } from "../../run-folder/event-log";
import { readGiven } from "../../run-folder/given-files";
import { kindAt } from "../../system/disk";
import { endProcessTree } from "../../system/process-tree";
import { removeFolder } from "../files/app-folders";
import { commitOf, deleteBranch, keep, keptRef } from "../git/keep";
import { branchOf } from "../git/linked-tree";
import { keepTree } from "../git/snapshot";
import { removeWorktree } from "../git/worktree";
import { viewIn } from "../sandbox/confine";
import { attempt, stays } from "./left-behind";
import type { SupervisorParts } from "./supervisor-parts";

export interface DamagedRuns {
  all(): DamagedRun[];
  set(found: readonly DamagedRun[]): void;
  /**
   * Removes a run: keeps its work under a ref if possible, removes its tree and its branch, and moves its folder
   * aside.
   * @param created the run's first event, if known
   * @throws {Problem} `run-missing`; `recording-newer` for a run of a later format, which stays as it is
   */
  discard(id: RunId, created: CreatedEvent | undefined): Promise<Discarded>;
}

export function createDamagedRuns(
  parts: Pick<SupervisorParts<never>, "home" | "projectId" | "repository">,
  changed: (damaged: DamagedRun[]) => void,
): DamagedRuns {
  let known = new Map<RunId, DamagedRun>();
  const { home, projectId } = parts;

  /** The run's branch and its first commit, from the run's record or from git. */
  const beginning = async (
    id: RunId,
    created: CreatedEvent | undefined,
    worktree: string,
  ): Promise<{ runBranch?: string | undefined; base?: string | undefined }> => {
    const event = created ?? (await readBeginning(home.run(projectId, id)).catch(() => undefined));
    const checkedOut = await branchOf(parts.repository(), worktree).catch(() => undefined);
    const runBranch = checkedOut ?? event?.runBranch;
    const isOurs = runBranch?.startsWith("specwright/") && runBranch.endsWith(id.slice(-4));
    return {
      // Any program may have written the record, so a branch that it names is deleted only if it is a run's
      // branch.
      ...(isOurs ? { runBranch } : {}),
      ...(event?.run === id ? { base: event.base } : {}),
    };
  };

  const removeWork = async (
    id: RunId,
    created: CreatedEvent | undefined,
  ): Promise<string | undefined> => {
    const repo = parts.repository();
    const worktree = home.worktree(projectId, id);
    const { runBranch, base } = await beginning(id, created, worktree);
    const branch = runBranch && `refs/heads/${runBranch}`;
    const given = await readGiven(home.run(projectId, id));
    const view = viewIn(home.sandbox(projectId, id));
    const kept = await attempt(async () => {
      const tip = branch && (await commitOf(repo, branch));
      const start = base ?? tip;
      const message = `Kept when the run was decided\n\nRun: ${id}\n`;
      const last =
        (await kindAt(worktree)) === "folder" && runBranch && start
          ? (await keepTree(repo, { base: start, runBranch, worktree, given, message, view }))
              .commit
          : tip;
      if (last !== undefined) await keep(repo, id, last);
      return last;
    });
    if ("reason" in kept)
      return (await kindAt(worktree)) === "missing" ? undefined : stays(worktree, kept.reason);
    const { value: last } = kept;
    if (last === undefined)
      return (await kindAt(worktree)) === "missing"
        ? undefined
        : stays(worktree, "Nothing tells where it began.");
    const removed = await attempt(async () => {
      await removeWorktree(repo, { worktree, base: base ?? last, given }, keptRef(id));
      if (runBranch) await deleteBranch(repo, runBranch, last);
      await removeFolder(home.sandbox(projectId, id));
    });
    return "reason" in removed ? stays(worktree, removed.reason) : undefined;
  };

  /** Moves the folder, or a link at its path, aside; undefined when nothing is there. */
  const putAside = async (id: RunId): Promise<string | undefined> => {
    const folder = home.run(projectId, id);
    if ((await kindAt(folder)) === "missing") return undefined;
    const aside = home.setAside(projectId, id);
    await mkdir(dirname(aside), { recursive: true, mode: 0o700 });
    const place = (await kindAt(aside)) === "missing" ? aside : `${aside}-${Date.now()}`;
    await rename(folder, place).catch((error: unknown) => {
      throw new Problem(
        "cannot-write",
        `The run's folder cannot be moved. Remove it yourself: ${folder}`,
        String(error),
      );
    });
    return place;
  };

  const refuseNewer = (id: RunId): Promise<void> =>
    readEvents(home.run(projectId, id)).then(
      () => undefined,
      (error: unknown) => {
        if (error instanceof Problem && error.code === "recording-newer") throw error;
      },
    );

  return {
    all: () => [...known.values()],
    set(found) {
      const before = known;
      known = new Map(found.map((run) => [run.id, run]));
      if (!isDeepStrictEqual(known, before)) changed([...found]);
    },
    async discard(id, created) {
      if (created === undefined && !known.has(id))
        throw new Problem("run-missing", "This run is not there any more.", id);
      await refuseNewer(id);
      await endProcessTree({ run: id });
      const left = await removeWork(id, created);
      const aside = await putAside(id);
      if (known.delete(id)) changed([...known.values()]);
      const said = [
        ...(left === undefined ? [] : [left]),
        ...(aside === undefined ? [] : [`What is left of its record is in ${aside}.`]),
      ];
      return said.length === 0 ? {} : { left: said.join(" ") };
    },
  };
}
