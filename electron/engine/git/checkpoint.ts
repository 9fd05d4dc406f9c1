import { join } from "node:path";
import type { ChangedPath } from "@shared/runs/checkpoint-files";
import type { FolderMark } from "@shared/runs/event";
import type { LeftOut } from "@shared/runs/left-out";
import { kindAt } from "../../system/disk";
import { readGitFile } from "../files/git-files";
import { holdIndex, idleIndex } from "../files/held-indexes";
import { copyIndex, newIndex } from "../files/private-index";
import { capturing, givenAmong, passedOver, sparsely } from "./capture";
import { checkpointPaths, largestFile } from "./checkpoint-paths";
import { isPlainStore, makeCheckpoint } from "./checkpoint-refs";
import { objectId } from "./commit";
import { type GitOptions, type GitPlace, git, gitFailure } from "./git";
import { keptFolders } from "./kept-folders";
import { folderOf } from "./linked-tree";
import { changedEntries } from "./read-change";
import { type Repository, requireTrust } from "./repository";
import { standing } from "./standing";
import { asInput, entriesOf, indexRemoval, isGitlink, readIndex, trackedIn } from "./tracked";

/** A kept state of a run's working tree. */
export interface Checkpoint {
  readonly seq: number;
  readonly commit: string;
  readonly tree: string;
  /** The differences from the previous checkpoint, or from the run's base. */
  readonly files: readonly ChangedPath[];
  /** The left-out paths, among those that were looked at. */
  readonly leftOut: readonly LeftOut[];
}

/** Keeps states of a run's working tree while its agent works. One call at a time. */
export interface CheckpointKeeper {
  /**
   * Keeps the working tree if it differs from the previous checkpoint. Files that vanish meanwhile count as
   * missing. Files that are unreadable or too large stay as in the previous checkpoint.
   * @param changed paths that may have changed; a folder represents its content
   * @returns undefined when nothing differs
   * @throws {Problem} `git-failed`, `cancelled`
   */
  take(changed: Changed, signal?: AbortSignal): Promise<Checkpoint | undefined>;
  /** See `keptFolders`. */
  folders(paths: readonly string[], most: number): Promise<string[]>;
  /** The index and the checkpoints stay, for what is decided of the run. */
  close(): Promise<void>;
}

type Changed = readonly string[] | "everything";

/**
 * The index is a cache, and a crash of the system costs at most one checkpoint's objects, so fsync is off. The
 * index is not split, because a split one has its second file in git's own folder.
 */
const ownIndex = ["-c", "core.fsync=none", "-c", "core.splitIndex=false", ...sparsely];

/**
 * Starts to keep states of a working tree that was just checked out and that no program has changed yet, or that had
 * checkpoints before. The index
 * contains the time of each file, so that only later changes are read. This private copy of the index is never the
 * agent's. Each checkpoint is a commit on the run's base, so that removing one frees its objects.
 * @param largest size limit in bytes of a kept file
 * @throws {Problem} `not-trusted`, `git-failed`, `cannot-write`
 */
export async function keepCheckpoints(
  repo: Repository,
  run: {
    readonly run: string;
    readonly worktree: string;
    readonly base: string;
    readonly mark?: FolderMark | undefined;
    /** See `CaptureFrom`. */
    readonly given?: ReadonlySet<string> | undefined;
    /** The latest earlier checkpoint, by an engine that has died. The first look then reads every file. */
    readonly after?: { readonly seq: number; readonly tree: string } | undefined;
  },
  largest = largestFile,
): Promise<CheckpointKeeper> {
  requireTrust(repo);
  const place = { top: run.worktree, trusted: repo.trusted };
  const doing = "take a checkpoint";
  const folder = await folderOf(repo, run.worktree);
  if (folder === undefined) throw gitFailure(doing, `${run.worktree} is no working tree`);
  const { after } = run;
  const index = await (after === undefined ? copyIndex(join(folder, "index")) : newIndex());
  const env = {
    GIT_DIR: repo.commonDir,
    GIT_WORK_TREE: run.worktree,
    GIT_INDEX_FILE: index.path,
  };
  const alone =
    after === undefined
      ? joinIndex(place, index.path, doing)
      : git(place, [...ownIndex, "read-tree", after.tree], { doing, writes: true, env });
  const [base, tracked, first, plain] = await Promise.all([
    entriesOf(repo, run.base),
    trackedIn(repo, run.worktree),
    objectId(repo, `${run.base}^{tree}`),
    isPlainStore(repo),
    alone,
  ]).catch(async (error: unknown) => {
    await index.remove();
    throw error;
  });
  holdIndex(run.worktree, index);
  const folders = foldersOf(base);
  const submodules = base.filter(isGitlink).map(({ path }) => path);
  /** Repositories that the agent made in its tree. They are hidden from git as long as they exist. */
  const nested = new Set<string>();
  const isGiven = givenAmong(run.given, base);
  /** The person's own files that git no longer ignores here. */
  const noLongerIgnored = new Set<string>();
  const leftOut = new Map<string, LeftOut["reason"]>();
  // A new index has no marks of a sparse checkout; the first look sets them.
  let sparse = (after === undefined ? tracked?.sparse : undefined) ?? new Set<string>();
  let last = after ?? { seq: 0, tree: first };

  /**
   * Updates the index from the working tree.
   * @returns whether git looked at all paths; "nothing" where no file differs
   */
  async function update(asked: Changed, options: GitOptions): Promise<boolean | "nothing"> {
    const freed = await freedOf(nested, run.worktree);
    const changed = asked === "everything" ? asked : [...asked, ...freed];
    const excluded = [...submodules, ...nested, ...noLongerIgnored];
    const paths = await checkpointPaths(place, { changed, excluded, largest, options });
    if (changed === "everything") leftOut.clear();
    else for (const path of changed) leftOut.delete(path);
    for (const path of nested) leftOut.set(asText(path), "repository");
    for (const path of noLongerIgnored) leftOut.set(asText(path), "given");
    for (const { path, reason } of paths.leftOut) leftOut.set(path, reason);
    if (paths.pathspecs.length === 0 || (paths.unchanged && sparse.size === 0)) return "nothing";
    if (changed === "everything" && (sparse.size > 0 || after !== undefined))
      await followSparse(options);
    const added = await git(place, [...ownIndex, ...capturing(paths)], {
      ...options,
      // 1: a path was skipped; 128: a name no longer exists, or leads through a link.
      answers: [0, 1, 128],
      input: asInput(paths.pathspecs),
    });
    if (added.exitCode === 128) {
      if (paths.literal) return false;
      throw gitFailure(doing, added.stderr);
    }
    if (added.exitCode === 1)
      for (const { path, reason } of await passedOver(place, added.stderr, options))
        leftOut.set(path, reason);
    return true;
  }

  /** An agent may change the range of a sparse checkout. Files outside of the new range are not removed files. */
  async function followSparse(options: GitOptions): Promise<void> {
    const now = (await trackedIn(repo, run.worktree))?.sparse ?? sparse;
    const indexed = new Set((await readIndex(place, env)).entries.map(({ path }) => path));
    const mark = async (flag: string, paths: readonly string[]) => {
      if (paths.length > 0)
        await git(place, [...ownIndex, "update-index", "-z", flag, "--stdin"], {
          ...options,
          input: asInput(paths),
        });
    };
    await mark(
      "--skip-worktree",
      [...now].filter((path) => !sparse.has(path) && indexed.has(path)),
    );
    await mark(
      "--no-skip-worktree",
      [...sparse].filter((path) => !now.has(path) && indexed.has(path)),
    );
    sparse = now;
  }

  /** Writes the tree and returns the changed paths; paths that must not be kept are removed first. */
  async function writeTree(options: GitOptions) {
    for (;;) {
      const written = await git(place, [...ownIndex, "write-tree"], options);
      const tree = written.text().trim();
      const changes =
        tree === last.tree ? [] : await changedEntries(repo, last.tree, tree, options.signal);
      const strangers = changes.filter((each) => isGitlink(each) || isGiven(each));
      if (strangers.length === 0) return { tree, changes };
      for (const each of strangers) {
        (isGitlink(each) ? nested : noLongerIgnored).add(each.path);
        leftOut.set(asText(each.path), isGitlink(each) ? "repository" : "given");
      }
      await git(place, [...ownIndex, "update-index", "-z", "--index-info"], {
        ...options,
        input: asInput(strangers.map(({ path }) => indexRemoval({ id: first, path }))),
      });
    }
  }

  return {
    async take(changed, signal) {
      const options = { doing, writes: true, env, signal };
      // A link in the tree's place leads to files that are not the run's.
      if ((await standing(repo, run)) !== "there") return undefined;
      // At the second attempt a file that came and went counts as missing. Comparing the whole tree needs no
      // names.
      const done = (await update(changed, options)) || (await update(changed, options));
      if (!done) await update("everything", options);
      if (done === "nothing") return undefined;
      const { tree, changes } = await writeTree(options);
      if (tree === last.tree) return undefined;
      const seq = last.seq + 1;
      const commit = await makeCheckpoint(repo, { run: run.run, seq, tree, base: run.base }, plain);
      const files = changes.map(({ path, status }) => ({
        path: asText(path),
        status: status === "renamed" ? "modified" : status,
      }));
      last = { seq, tree };
      const missing = [...leftOut].map(([path, reason]) => ({ path, reason }));
      return { seq, commit, tree, files, leftOut: missing };
    },
    folders: (paths, most) => keptFolders(place, paths, { doing, env }, { tracked: folders, most }),
    close: () => idleIndex(run.worktree),
  };
}

/** The folders, as text, that files of a commit lie in. */
function foldersOf(entries: readonly { readonly path: string }[]): ReadonlySet<string> {
  const folders = new Set<string>();
  for (const { path } of entries)
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = asText(path.slice(0, end));
      // Those above it are there as well.
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  return folders;
}

/**
 * Makes one index of two halves. While the working tree's own folder is where git finds the other half of an index
 * that is split.
 */
async function joinIndex(place: GitPlace, path: string, doing: string): Promise<void> {
  const bytes = await readGitFile(path);
  // The name of the extension that stands for the other half; a file of that name costs no more than a look by git.
  if (!bytes?.includes("link")) return;
  const env = { GIT_INDEX_FILE: path };
  await git(place, [...ownIndex, "update-index", "--no-split-index"], { doing, writes: true, env });
}

const asText = (path: string): string => Buffer.from(path, "latin1").toString("utf8");

/** Removes paths that are no longer repositories from the set, and returns them. */
async function freedOf(nested: Set<string>, worktree: string): Promise<string[]> {
  const freed: string[] = [];
  for (const path of nested)
    if ((await kindAt(join(worktree, asText(path), ".git"))) === "missing") freed.push(path);
  for (const path of freed) nested.delete(path);
  return freed.map(asText);
}
