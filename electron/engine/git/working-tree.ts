import { dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { kindAt, kindOf } from "../../system/disk";
import { writeAtomically } from "../files/atomic-write";
import { digestOf } from "../files/digest";
import { lockGitFile } from "../files/git-files";
import { readWhole } from "../files/read-whole";
import { readBlob } from "./blobs";
import { git } from "./git";
import { editIndex, noTimes, UnknownIndex, UnmergedPath } from "./index-file";
import { inWords } from "./merge-trees";
import { writeObject } from "./new-objects";
import type { ChangedEntry } from "./read-change";
import { readIndexContent } from "./read-index";
import type { Repository } from "./repository";
import { readStatus } from "./status";
import { type Tick, tickBytes } from "./tick-bytes";
import { asInput, type Entry, indexInfo, readIndex } from "./tracked";

/**
 * Refuses to continue during a merge, a rebase or the like.
 * @param again the person's action afterwards, in words: "approve again"
 * @throws {Problem} `local-changes`
 */
export async function checkNothingUnderWay(repo: Repository, again: string): Promise<void> {
  const marks = { MERGE_HEAD: "merge", CHERRY_PICK_HEAD: "cherry-pick", REVERT_HEAD: "revert" };
  const folders = { "rebase-merge": "rebase", "rebase-apply": "rebase" };
  for (const [name, what] of Object.entries({ ...marks, ...folders }))
    if ((await kindOf(join(repo.gitDir, name))) !== "missing")
      throw new Problem(
        "local-changes",
        `A ${what} is under way in your working tree. Finish or abort it, then ${again}.`,
        name,
      );
}

/**
 * Refuses when untracked files are at paths of the new tree. Git itself would replace ignored ones.
 * @param changes from the branch's tree to the new one
 * @throws {Problem} `local-changes` naming the files
 */
export async function checkNothingInTheWay(
  repo: Repository,
  changes: readonly Pick<ChangedEntry, "path" | "status">[],
) {
  const doing = "compare the change with your working tree";
  const added = changes
    .filter(({ status }) => status === "added")
    .map(({ path }) => Buffer.from(path, "latin1").toString("utf8"));
  const parents = new Set(added.flatMap(parentsOf));
  const standing = async (path: string, asParent: boolean) => {
    const kind = await kindAt(join(repo.top, path));
    return kind === "missing" || (asParent && kind === "folder") ? [] : [path];
  };
  const candidates = (
    await Promise.all([
      ...added.map((path) => standing(path, false)),
      ...[...parents].map((path) => standing(path, true)),
    ])
  ).flat();
  if (candidates.length === 0) return;
  const others = await git(repo, ["ls-files", "--others", "-z", "--", ...candidates], { doing });
  const files = others.text().split("\0").filter(Boolean);
  if (files.length > 0) throw inTheWay(files);
}

function parentsOf(path: string): string[] {
  const parent = dirname(path);
  return parent === "." ? [] : [parent, ...parentsOf(parent)];
}

/**
 * Updates index and working tree from one tree to another and keeps uncommitted changes. Changes nothing at all
 * when a part of them would be lost.
 * @throws {Problem} `local-changes` naming the files
 */
export async function carryOver(repo: Repository, from: string, to: string): Promise<void> {
  const doing = "bring your working tree along";
  // Without a refresh, files with a new time but the same content would count as changed.
  await git(repo, ["update-index", "--refresh", "--ignore-submodules"], {
    doing,
    writes: true,
    answers: [0, 1],
  });
  try {
    await git(repo, ["read-tree", "-m", "-u", from, to], { doing, writes: true });
  } catch (error) {
    const words = error instanceof Problem ? (error.detail ?? "") : "";
    if (/resolve your current index first/.test(words))
      throw new Problem(
        "local-changes",
        "Your working tree holds conflicts that are not resolved. Resolve them, then approve again.",
        words,
      );
    if (!/not uptodate|would be overwritten|would lose untracked/.test(words)) throw error;
    throw inTheWay(await overlap(repo, from, to), words);
  }
}

async function overlap(repo: Repository, from: string, to: string): Promise<string[]> {
  const args = ["diff-tree", "-r", "-z", "--no-renames", "--name-only", from, to];
  const changing = (await git(repo, args, { doing: "compare the trees" })).text().split("\0");
  const uncommitted = new Set((await readStatus(repo)).uncommitted);
  return changing.filter((path) => uncommitted.has(path));
}

function inTheWay(files: readonly string[], words?: string): Problem {
  return new Problem(
    "local-changes",
    `The change touches ${inWords(files)}, which you changed and did not commit. Commit or move that first, then approve again.`,
    files.length > 0 ? files.join("\n") : words,
  );
}

/**
 * Ticks a task in the working copy of its file, with any other edits in it.
 * @returns whether an open box was found
 * @throws {Problem} `cannot-write`
 */
export async function tickWorkingCopy(
  repo: Repository,
  path: string,
  task: string,
  tick: Tick,
): Promise<boolean> {
  const before = await readWhole(repo.top, path).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "file-missing") return undefined;
    throw error;
  });
  const after = before && tickBytes(before, task, tick);
  if (before === undefined || after === undefined) return false;
  try {
    await writeAtomically(repo.top, path, after, digestOf(before));
    return true;
  } catch (error) {
    // Another program is writing the file, so its new version is ticked instead.
    if (error instanceof Problem && error.code === "changed-outside")
      return tickWorkingCopy(repo, path, task, tick);
    throw error;
  }
}

/**
 * Ticks a task in the staged version of its file, and keeps other staged changes.
 * @param committed the committed version before and after its tick
 */
export async function tickIndex(
  repo: Repository,
  path: string,
  committed: { readonly before: string; readonly after: string },
  task: string,
  tick: Tick,
): Promise<void> {
  const doing = "tick the task in the index";
  const env = { GIT_DIR: repo.gitDir, GIT_COMMON_DIR: repo.commonDir };
  const key = Buffer.from(path, "utf8").toString("latin1");
  const staged = (await readIndex(repo, env)).entries.find((entry) => entry.path === key);
  if (staged === undefined) return;
  const next =
    staged.id === committed.before
      ? committed.after
      : await tickBlob(repo, staged.id, task, tick, path);
  if (next === undefined) return;
  await stage(repo, { path: key, mode: staged.mode, id: next, was: staged.id }, doing);
}

/** Stages another content of a file in the person's index, if it still has the one that was read. */
async function stage(
  repo: Repository,
  entry: Entry & { readonly was: string },
  doing: string,
): Promise<void> {
  const lock = await lockGitFile(join(repo.gitDir, "index"));
  try {
    const edited = editedIndex(await lock.read(), entry);
    if (edited !== undefined) {
      await lock.write(edited);
      await lock.put();
      return;
    }
  } finally {
    await lock.drop();
  }
  const input = asInput([indexInfo(entry)]);
  await git(repo, ["update-index", "-z", "--index-info"], { doing, writes: true, input });
}

/** @returns undefined where git has to do it */
function editedIndex(
  bytes: Buffer | undefined,
  { path, mode, id, was }: Entry & { readonly was: string },
): Buffer | undefined {
  const now = bytes && readIndexContent(bytes, id.length)?.entries;
  if (now?.find((entry) => entry.path === path)?.id !== was) return undefined;
  const text = Buffer.from(path, "latin1").toString("utf8");
  try {
    return editIndex(bytes, [{ path: text, entry: { mode, blob: id, stat: noTimes } }]);
  } catch (error) {
    if (error instanceof UnknownIndex || error instanceof UnmergedPath) return undefined;
    throw error;
  }
}

/**
 * Ticks a task in a blob.
 * @returns the new blob's id, or undefined when the task cannot be ticked
 */
export async function tickBlob(
  repo: Repository,
  blob: string,
  task: string,
  tick: Tick,
  path: string,
): Promise<string | undefined> {
  const doing = `tick ${task} in ${path}`;
  const bytes = await readBlob(repo, blob, doing);
  const ticked = tickBytes(bytes, task, tick);
  if (ticked === undefined) return undefined;
  const written = await writeObject(repo, "blob", ticked);
  if (written !== undefined) return written;
  const args = ["hash-object", "-w", "--stdin", "--no-filters"];
  return (await git(repo, args, { doing, writes: true, input: ticked })).text().trim();
}
