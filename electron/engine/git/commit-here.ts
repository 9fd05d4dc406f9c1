import { join } from "node:path";
import { appendGitLog, type LockedFile, lockGitFile, objectDisk } from "../files/git-files";
import type { TrackedFile } from "../files/tracked-file";
import { branchCommit, currentBranch } from "./branch-file";
import { branchMoved, noBranch, nothingToCommit } from "./commit-refusals";
import type { ConfigEntry } from "./configuration";
import type { Identity } from "./identity";
import { inChunks } from "./in-chunks";
import { editIndex, type IndexEdit, UnknownIndex } from "./index-file";
import { loadObjects } from "./objects";
import { isOff, setting } from "./plain";
import type { Repository } from "./repository";
import { editTree, entryAt } from "./tree-edit";

export interface CommitHere {
  /** The current state of each path. */
  readonly files: ReadonlyMap<string, TrackedFile | "missing">;
  readonly message: string;
  readonly by: Identity;
  readonly entries: readonly ConfigEntry[];
  /** Called before each step that is visible from outside; for tests that end the process there. */
  readonly before?: (step: CommitStep) => void | Promise<void>;
}

export const commitSteps = ["objects", "lock", "index", "log", "branch", "done"] as const;
export type CommitStep = (typeof commitSteps)[number];

/**
 * Commits files without git, in a plain repository (see `whyGit`). The objects are written first, which is
 * invisible. Then index and branch are locked, both new files are written, and renamed into place one right after
 * the other. A crash between the two renames leaves the files staged and not committed.
 * @returns the commit
 * @throws {Problem} `detached-head`, `nothing-to-commit`, `git-busy`, `cannot-write`
 * @throws {UnknownIndex} {UnmergedPath} see `editIndex`
 */
export async function commitHere(repo: Repository, given: CommitHere): Promise<string> {
  const { files, message, by, entries, before = () => undefined } = given;
  const objects = { gitdir: repo.commonDir, cache: {} };
  const ref = await currentBranch(repo);
  if (ref === undefined) throw noBranch();
  const { readCommit, writeBlob, writeCommit, writeTree } = await loadObjects();
  const parent = await branchCommit(repo, ref);
  if (parent === "other") throw new UnknownIndex("a branch that stands for another");
  const tree =
    parent === undefined
      ? undefined
      : (await readCommit({ fs: objectDisk, ...objects, oid: parent })).commit.tree;

  await before("objects");
  const fileMode = !isOff(setting(entries, "core.filemode"));
  const edits = await inChunks([...files], async ([path, file]): Promise<IndexEdit> => {
    if (file === "missing") return { path, entry: undefined };
    const old = fileMode ? undefined : await entryAt(objects, tree, path);
    const executable = fileMode ? file.executable : old?.mode === "100755";
    const { gitdir } = objects;
    const blob = await writeBlob({
      fs: objectDisk,
      gitdir,
      blob: file.bytes,
    });
    return { path, entry: { mode: executable ? "100755" : "100644", blob, stat: file.times } };
  });
  const edited = await editTree(objects, tree, edits);
  if (edited === tree) throw nothingToCommit();
  const next = edited ?? (await writeTree({ fs: objectDisk, gitdir: objects.gitdir, tree: [] }));
  const timestamp = Math.floor(Date.now() / 1000);
  const author = { ...by, timestamp, timezoneOffset: new Date().getTimezoneOffset() };
  const commit = await writeCommit({
    fs: objectDisk,
    gitdir: objects.gitdir,
    commit: {
      message,
      tree: next,
      parent: parent === undefined ? [] : [parent],
      author,
      committer: author,
    },
  });

  await before("lock");
  const index = await lockGitFile(join(repo.gitDir, "index"));
  try {
    await index.write(editIndex(await index.read(), edits));
    const branch = await lockGitFile(join(repo.commonDir, ref));
    try {
      if ((await currentBranch(repo)) !== ref || (await branchCommit(repo, ref)) !== parent)
        throw branchMoved();
      await branch.write(Buffer.from(`${commit}\n`));
      await before("index");
      const staged = await index.read();
      await index.put();
      await before("log");
      const line = logLine(parent, commit, author, message);
      await writeLogs(repo, ref, line, setting(entries, "core.logallrefupdates"));
      await before("branch");
      await putOrUnstage(branch, repo, staged);
      await before("done");
    } finally {
      await branch.drop();
    }
  } finally {
    await index.drop();
  }
  return commit;
}

/** Renames index and branch into place. When the branch cannot be moved, the index is restored. */
async function putOrUnstage(
  branch: LockedFile,
  repo: Repository,
  staged: Buffer | undefined,
): Promise<void> {
  try {
    await branch.put();
  } catch (error) {
    const index = await lockGitFile(join(repo.gitDir, "index"));
    try {
      if (staged) await index.write(staged);
      if (staged) await index.put();
    } finally {
      await index.drop();
    }
    throw error;
  }
}

/** A line of a reflog in the format of git's own commit. Source: git's refs/files-backend.c. */
function logLine(
  parent: string | undefined,
  commit: string,
  by: Identity & { readonly timestamp: number; readonly timezoneOffset: number },
  message: string,
): string {
  const minutes = Math.abs(by.timezoneOffset);
  const two = (n: number) => String(n).padStart(2, "0");
  const zone = `${by.timezoneOffset > 0 ? "-" : "+"}${two(Math.floor(minutes / 60))}${two(minutes % 60)}`;
  const what = parent === undefined ? "commit (initial)" : "commit";
  const subject = message.split("\n", 1)[0] ?? "";
  const from = parent ?? "0".repeat(commit.length);
  return `${from} ${commit} ${by.name} <${by.email}> ${by.timestamp} ${zone}\t${what}: ${subject}\n`;
}

async function writeLogs(repo: Repository, ref: string, line: string, setting: string) {
  const make = !isOff(setting);
  await appendGitLog(join(repo.commonDir, "logs", ref), line, make);
  await appendGitLog(join(repo.gitDir, "logs/HEAD"), line, make);
}
