import type { ChangedPath, LeftOut } from "@shared/runs/checkpoint";
import { copyIndex } from "../files/private-index";
import { checkpointPaths, largestFile } from "./checkpoint-paths";
import { isPlainStore, makeCheckpoint } from "./checkpoint-refs";
import { objectId } from "./commit";
import { changedPaths } from "./diff";
import { type GitOptions, git, gitFailure } from "./git";
import { keptFolders } from "./kept-folders";
import { type Repository, requireTrust } from "./repository";
import { capturing, failedToAdd, submodulesOf } from "./snapshot";

/** One state of a run's working tree that was kept. */
export interface Checkpoint {
  readonly seq: number;
  readonly commit: string;
  readonly tree: string;
  /** What differs from the checkpoint before, or from the run's base. */
  readonly files: readonly ChangedPath[];
  /** What it does not have, as far as it was looked at. */
  readonly leftOut: readonly LeftOut[];
}

/** Keeps a run's working tree while its agent works in it. One call at a time. */
export interface CheckpointKeeper {
  /**
   * Keeps the working tree if it differs from the checkpoint before. Files that vanish meanwhile are taken as
   * missing; those that cannot be read or are too large stay as they were in the checkpoint before.
   * @param changed the paths that may have changed, a folder standing for what is in it
   * @returns undefined when nothing differs
   * @throws {Problem} `git-failed`, `cancelled`
   */
  take(changed: Changed, signal?: AbortSignal): Promise<Checkpoint | undefined>;
  /** See `keptFolders`. */
  folders(paths: readonly string[], most: number): Promise<string[]>;
  /** Lets go of the index; the checkpoints stay. */
  close(): Promise<void>;
}

type Changed = readonly string[] | "everything";

/**
 * The index is a cache, and what a crash of the system takes of the objects is one checkpoint. It is one file,
 * where a split one would leave its other half in git's own folder.
 */
const ownIndex = ["-c", "core.fsync=none", "-c", "core.splitIndex=false"];

/**
 * Begins to keep a working tree that was just checked out and that nobody else has touched yet: its index says
 * of each file when it was written, so that only what changes from now on is ever read. The copy of it that is
 * kept here is never the agent's.
 *
 * Each checkpoint is a commit of its own on the run's base, so that one that is let go of frees its objects.
 * @param largest bytes of a file that is kept
 * @throws {Problem} `not-trusted`, `git-failed`, `cannot-write`
 */
export async function keepCheckpoints(
  repo: Repository,
  run: { readonly run: string; readonly worktree: string; readonly base: string },
  largest = largestFile,
): Promise<CheckpointKeeper> {
  requireTrust(repo);
  const place = { top: run.worktree, trusted: repo.trusted };
  const doing = "take a checkpoint";
  const found = await git(place, ["rev-parse", "--path-format=absolute", "--git-path", "index"], {
    doing,
  });
  const index = await copyIndex(found.text().replace(/\n$/, ""));
  const env = {
    GIT_DIR: repo.commonDir,
    GIT_WORK_TREE: run.worktree,
    GIT_INDEX_FILE: index.path,
  };
  // While the working tree's own folder is where git finds the other half of an index that is split.
  const alone = git(place, [...ownIndex, "update-index", "--no-split-index"], {
    doing,
    writes: true,
    env: { GIT_INDEX_FILE: index.path },
  });
  const [submodules, first, plain] = await Promise.all([
    submodulesOf(place, run.base, env),
    objectId(repo, `${run.base}^{tree}`),
    isPlainStore(repo),
    alone,
  ]).catch(async (error: unknown) => {
    await index.remove();
    throw error;
  });
  const leftOut = new Map<string, LeftOut["reason"]>();
  let last = { seq: 0, tree: first };

  /** Brings the index up to the working tree. @returns whether git looked at everything it was to look at */
  async function update(changed: Changed, options: GitOptions): Promise<boolean> {
    const paths = await checkpointPaths(place, { changed, submodules, largest, options });
    if (changed === "everything") leftOut.clear();
    else for (const path of changed) leftOut.delete(path);
    for (const { path, reason } of paths.leftOut) leftOut.set(path, reason);
    if (paths.pathspecs.length === 0) return true;
    const added = await git(place, [...ownIndex, ...capturing(paths)], {
      ...options,
      // 1: something was passed over; 128: a name led nowhere any more, or through a link.
      answers: [0, 1, 128],
      input: paths.pathspecs.map((each) => `${each}\0`).join(""),
    });
    if (added.exitCode === 128) {
      if (paths.literal) return false;
      throw gitFailure(doing, added.stderr);
    }
    if (added.exitCode === 1) {
      const { repositories, files } = failedToAdd(doing, added.stderr);
      for (const path of repositories) leftOut.set(path, "repository");
      for (const path of files) leftOut.set(path, "unreadable");
    }
    return true;
  }

  return {
    async take(changed, signal) {
      const options = { doing, writes: true, env, signal };
      // A second look takes a file that came and went as missing; looking at everything needs no names.
      const done = (await update(changed, options)) || (await update(changed, options));
      if (!done) await update("everything", options);
      const written = await git(place, [...ownIndex, "write-tree"], options);
      const tree = written.text().trim();
      if (tree === last.tree) return undefined;
      const seq = last.seq + 1;
      const [files, commit] = await Promise.all([
        changedPaths(repo, last.tree, tree, signal),
        makeCheckpoint(repo, { run: run.run, seq, tree, base: run.base }, plain),
      ]);
      last = { seq, tree };
      const missing = [...leftOut].map(([path, reason]) => ({ path, reason }));
      return { seq, commit, tree, files, leftOut: missing };
    },
    folders: (paths, most) => keptFolders(place, paths, { doing, env }, most),
    close: index.remove,
  };
}
