import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { kindAt, namesIn } from "../../system/disk";
import { systemCode, writeProblem } from "../../system/system-error";
import { folderMark, removeMarked } from "./folder-mark";
import { lockGitFile, readGitFile } from "./git-files";

/**
 * Git's list of the linked working trees of a repository, which has a folder for each tree. Source:
 * gitrepository-layout(5), "worktrees".
 */
export interface LinkedTree {
  /** The tree's folder in the list, inside git's own folder. */
  readonly gitDir: string;
  /** The path of the tree's `.git` file, as noted by git. */
  readonly file: string;
}

const listOf = (commonDir: string): string => join(commonDir, "worktrees");

/** The linked working trees that git has listed, also those that no longer exist. */
export async function linkedTrees(commonDir: string): Promise<LinkedTree[]> {
  const found: LinkedTree[] = [];
  for (const name of await namesIn(listOf(commonDir))) {
    const gitDir = join(listOf(commonDir), name);
    // An entry without a readable `gitdir` file is not a tree.
    const read = await readGitFile(join(gitDir, "gitdir")).catch(() => undefined);
    const says = read?.toString("utf8").trim();
    // Newer versions of git can write this path relative to the file.
    if (says) found.push({ gitDir, file: resolve(gitDir, says) });
  }
  return found;
}

/** Creates the folder of the list when the repository has none yet. */
export async function makeTreeList(commonDir: string): Promise<void> {
  await mkdir(listOf(commonDir), { recursive: true }).catch((error: unknown) => {
    throw writeProblem(error);
  });
}

/**
 * Adds a working tree to the list, in one step: no other git ever sees a tree that is half made.
 * @param folder of the working tree; it is there
 * @param head what its HEAD says
 * @returns git's own folder of the tree
 * @throws {Problem} `cannot-write`
 */
export async function listTree(commonDir: string, folder: string, head: string): Promise<string> {
  const half = join(commonDir, `specwright-tree-${randomUUID()}`);
  try {
    await mkdir(half);
    await writeFile(join(half, "gitdir"), `${join(folder, ".git")}\n`);
    await writeFile(join(half, "commondir"), "../..\n");
    await writeFile(join(half, "HEAD"), `${head}\n`);
    for (let count = 0; ; count += 1) {
      // As git names them: after the folder, as far as a ref may be called so, and a number where that is taken.
      const name = `${basename(folder).replace(/[^\w-]+/g, "-")}${count === 0 ? "" : count}`;
      const gitDir = join(listOf(commonDir), name);
      // A folder takes the place of an empty one, which would be a list entry that some git is just making.
      if ((await kindAt(gitDir)) !== "missing") continue;
      if (await moved(half, gitDir)) return gitDir;
    }
  } catch (error) {
    throw writeProblem(error);
  } finally {
    await rm(half, { recursive: true, force: true });
  }
}

/** @returns false when another folder was put there meanwhile */
const moved = (from: string, to: string): Promise<boolean> =>
  rename(from, to).then(
    () => true,
    (error: unknown) => {
      if (["ENOTEMPTY", "EEXIST"].includes(systemCode(error) ?? "")) return false;
      throw error;
    },
  );

/** Writes a small file of git's folder completely or not at all. */
export async function writeGitFile(path: string, text: string): Promise<void> {
  const file = await lockGitFile(path);
  try {
    await file.write(Buffer.from(text, "utf8"));
    await file.put();
  } finally {
    await file.drop();
  }
}

/**
 * Removes the entries of working trees that were inside a folder and no longer exist. Entries of other missing
 * trees stay, for example those on an unmounted disk.
 * @param folder absolute, without symbolic links
 */
export async function forgetTreesIn(commonDir: string, folder: string): Promise<void> {
  for (const { gitDir, file } of await linkedTrees(commonDir)) {
    const tree = dirname(file);
    if (dirname(tree) !== folder || (await kindAt(tree)) !== "missing") continue;
    const mark = await folderMark(gitDir);
    if (mark?.path === gitDir) await removeMarked(gitDir, mark);
  }
}
