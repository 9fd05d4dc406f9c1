import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { withTemporaryFolder } from "../../system/disk";
import { commitTree, identityVariables, objectId } from "./commit";
import type { Identity } from "./identity";
import { changingBranch, type Place } from "./in-turn";
import { readBranch } from "./inspect";
import { inWords, mergeTrees, treeEntry, treeWith } from "./merge-trees";
import { type ChangedEntry, changedEntries } from "./read-change";
import { movingRef } from "./ref-transaction";
import { type Repository, requireTrust } from "./repository";
import { submoduleAt } from "./submodules";
import type { Tick } from "./tick-bytes";
import { isGitlink } from "./tracked";
import { requireSeen } from "./trust";
import {
  carryOver,
  checkNothingInTheWay,
  checkNothingUnderWay,
  tickBlob,
  tickIndex,
  tickWorkingCopy,
} from "./working-tree";

export interface Approval {
  readonly run: string;
  /** The person's branch, from which the run started. */
  readonly branch: string;
  /** The commit from which the run started. */
  readonly base: string;
  /** The commit that was shown and is approved. */
  readonly commit: string;
  readonly task: { readonly id: string; readonly title: string };
  readonly tasksPath: string;
  readonly specPath: string;
  readonly specBlob: string;
  /** SHA-256 of the recording, in hex. */
  readonly recording: string;
  /** Additional text of the commit's message, between its subject and its trailers. */
  readonly body?: string;
  readonly by: Identity;
}

export interface Approved {
  /** The commit on the person's branch. */
  readonly commit: string;
  /** Whether the run had changed the task list itself. Those changes are not part of the commit. */
  readonly taskListLeftOut: boolean;
  /**
   * Whether the box in the working copy of the task list was ticked too; false when the task is missing there or
   * done.
   */
  readonly workingCopyTicked: boolean;
}

/**
 * Puts a run's change on the person's branch as one commit, with the task's box ticked by one byte, and updates
 * their working tree. Uncommitted changes stay, staged or not. If anything prevents the approval, nothing changes.
 * No hook runs. Approvals in one working tree run one after the other.
 * @param tick `tickTask` of shared/tasks
 * @param waiting called while the approval waits for other changes of the branch; cancels that waiting
 * @throws {Problem} `not-trusted`, `detached-head`, `wrong-branch`, `no-commits`, `task-missing`,
 * `merge-conflict`, `local-changes`, `cancelled`, `git-busy`, `git-failed`, `cannot-write`
 */
export async function approve(
  repo: Repository,
  approval: Approval,
  tick: Tick,
  waiting: Pick<Place, "signal" | "waits"> = {},
): Promise<Approved> {
  requireTrust(repo);
  const { branch, task } = approval;
  const doing = `the approval of ${task.id} on ${branch}`;
  // An approval for another branch is refused at once.
  await checkedOut(repo, branch);
  return changingBranch(repo, () => approveNow(repo, approval, tick), { ...waiting, doing });
}

async function approveNow(repo: Repository, approval: Approval, tick: Tick): Promise<Approved> {
  await requireSeen(repo);
  const head = await checkedOut(repo, approval.branch);
  await checkNothingUnderWay(repo, "approve again");
  const plan = await withTemporaryFolder((folder) =>
    prepare(repo, approval, head, tick, join(folder, "index")),
  );
  const changes = await changedEntries(repo, head, plan.merged);
  await checkNoNewRepository(repo, changes);
  await checkNothingInTheWay(repo, changes);
  const commit = await commitTree(repo, {
    tree: plan.ticked,
    parents: [head],
    message: messageOf(approval),
    by: approval.by,
  });
  const move = {
    ref: `refs/heads/${approval.branch}`,
    to: commit,
    from: head,
    reason: `approve: ${approval.task.id}`,
    env: identityVariables(approval.by),
  };
  // The files are updated before the branch moves: after a crash in between the change is staged, and a new
  // approval completes it.
  const workingCopyTicked = await movingRef(repo, move, async () => {
    await checkedOut(repo, approval.branch);
    await carryOver(repo, head, plan.merged);
    try {
      const { task, tasksPath } = approval;
      const done = await tickWorkingCopy(repo, tasksPath, task.id, tick);
      await tickIndex(repo, tasksPath, plan.tasks, task.id, tick);
      return done;
    } catch (error) {
      await carryOver(repo, plan.merged, head).catch(() => undefined);
      throw error;
    }
  });
  return { commit, taskListLeftOut: plan.taskListLeftOut, workingCopyTicked };
}

/** The commit of the branch, which must be checked out. */
async function checkedOut(repo: Repository, branch: string): Promise<string> {
  const now = await readBranch(repo);
  if (now.kind === "detached")
    throw new Problem(
      "detached-head",
      `No branch is checked out. Check out ${branch}, then approve again.`,
      now.commit,
    );
  if (now.name !== branch)
    throw new Problem(
      "wrong-branch",
      `The run started from ${branch}, but ${now.name} is checked out. Check out ${branch}, then approve again.`,
      now.name,
    );
  return now.commit;
}

/** Computes the trees; writes only objects. */
async function prepare(
  repo: Repository,
  approval: Approval,
  head: string,
  tick: Tick,
  index: string,
) {
  const { base, commit, task, tasksPath } = approval;
  const [atHead, atBase, atRun] = await Promise.all(
    [head, base, commit].map((tree) => treeEntry(repo, tree, tasksPath)),
  );
  const ticked = atHead && (await tickBlob(repo, atHead.blob, task.id, tick, tasksPath));
  if (atHead === undefined || ticked === undefined)
    throw new Problem(
      "task-missing",
      `${task.id} is no longer an open task of ${tasksPath} on ${approval.branch}. Nothing was changed.`,
      tasksPath,
    );
  const taskListLeftOut = atBase?.blob !== atRun?.blob || atBase?.mode !== atRun?.mode;
  // The task list belongs to the person, so the run's version of it is not merged.
  const theirs = taskListLeftOut
    ? await treeWith(repo, commit, { path: tasksPath, entry: atBase }, index)
    : await objectId(repo, `${commit}^{tree}`);
  const merged = await mergeTrees(repo, {
    base: await objectId(repo, `${base}^{tree}`),
    ours: await objectId(repo, `${head}^{tree}`),
    theirs,
  });
  const entry = { mode: atHead.mode, blob: ticked };
  return {
    merged,
    ticked: await treeWith(repo, merged, { path: tasksPath, entry }, index),
    tasks: { before: atHead.blob, after: ticked },
    taskListLeftOut,
  };
}

/**
 * Refuses a commit with a new gitlink, whose repository the branch does not have: without an entry in .gitmodules
 * nobody can get its content, and `git submodule` fails from then on. Collected changes contain none. Also refuses
 * a submodule's commit that the person's own submodule no longer has.
 */
async function checkNoNewRepository(
  repo: Repository,
  changes: readonly ChangedEntry[],
): Promise<void> {
  const links = changes.filter(isGitlink).map(({ path, oldMode, ids: [, id] }) => ({
    path: Buffer.from(path, "latin1").toString("utf8"),
    isNew: !isGitlink({ mode: oldMode }),
    id,
  }));
  for (const { path, isNew, id } of links)
    if (!isNew && !(await submoduleAt(repo, path, id)))
      throw new Problem(
        "local-changes",
        `The change names commit ${id.slice(0, 7)} of the submodule ${path}, and your submodule does not have it. Fetch it there, then approve again.`,
        path,
      );
  const paths = links.filter(({ isNew }) => isNew).map(({ path }) => path);
  if (paths.length === 0) return;
  throw new Problem(
    "local-changes",
    `The change holds a repository of its own in ${inWords(paths)}, whose files it does not have. Send the run back or discard it.`,
    paths.join("\n"),
  );
}

/** Subject, body and trailers in the format of git-interpret-trailers(1). */
function messageOf(approval: Approval): string {
  const { task, run, specPath, specBlob, recording, body = "" } = approval;
  const line = (text: string) => text.replace(/\s+/g, " ").trim();
  const trailers = [
    `Spec: ${line(specPath)}@${specBlob}`,
    `Task: ${task.id}`,
    `Run: ${run}`,
    `Recording: sha256:${recording}`,
  ];
  const paragraphs = [line(`${task.id}: ${task.title}`), body.trim(), trailers.join("\n")];
  return `${paragraphs.filter(Boolean).join("\n\n")}\n`;
}
