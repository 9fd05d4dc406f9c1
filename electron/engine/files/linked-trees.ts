import { mkdir } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { kindAt, namesIn } from "../../system/disk";
import { writeProblem } from "../../system/system-error";
import { folderMark, removeMarked } from "./folder-mark";
import { lockGitFile, readGitFile } from "./git-files";

/**
 * Git's list of a repository's linked working trees: a folder for each. Source: gitrepository-layout(5),
 * "worktrees".
 */
export interface LinkedTree {
  /** Git's own folder of the tree. */
  readonly gitDir: string;
  /** The tree's `.git` file, as git noted it down. */
  readonly file: string;
}

const listOf = (commonDir: string): string => join(commonDir, "worktrees");

/** The linked working trees that git knows of, whether or not they are there. */
export async function linkedTrees(commonDir: string): Promise<LinkedTree[]> {
  const found: LinkedTree[] = [];
  for (const name of await namesIn(listOf(commonDir))) {
    const gitDir = join(listOf(commonDir), name);
    // What is no file of git's is no tree.
    const read = await readGitFile(join(gitDir, "gitdir")).catch(() => undefined);
    const says = read?.toString("utf8").trim();
    // Newer versions of git can write it relative to the file.
    if (says) found.push({ gitDir, file: resolve(gitDir, says) });
  }
  return found;
}

/** Makes the folder of the list, where a repository has none yet. */
export async function makeTreeList(commonDir: string): Promise<void> {
  await mkdir(listOf(commonDir), { recursive: true }).catch((error: unknown) => {
    throw writeProblem(error);
  });
}

/** Writes a small file of git's, whole or not at all. */
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
 * Takes those working trees off the list that lay in a folder and are gone. Others that are gone, such as those on a
 * disk that is not there today, stay.
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
