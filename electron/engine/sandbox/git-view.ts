import {
  chmod,
  copyFile,
  cp,
  mkdir,
  readdir,
  readFile,
  realpath,
  rm,
  writeFile,
} from "node:fs/promises";
import { isAbsolute, join, resolve } from "node:path";
import { writeProblem } from "../../system/system-error";
import { commonDirFile, type GitFolders, shownInView } from "./arguments";

/**
 * A run's commits need objects, refs and locks in the folder that all working trees of the repository share. The run
 * gets a private folder, its view, in place of the shared one. The view has copies of the refs and of the
 * configuration, and it borrows the repository's objects, which stay read-only. So commits, branches, stashes, tags
 * and `git gc` work in the tree, and nothing reaches the repository by itself: the app takes the commits of the run's
 * branch over (`git/bring-commits.ts`).
 *
 * Inside of the sandbox a mount over the tree's `commondir` file leads git to the view. Outside, the tree is a linked
 * working tree as any other. Source: gitrepository-layout(5), "commondir".
 */

/** Single files that the view begins with. */
const files = ["HEAD", "packed-refs", "shallow", "config", "config.worktree"];
/** Folders that the view begins with. */
const folders = ["refs", "reftable"];
/** The app's own refs, of which a run needs none. There may be thousands. */
const ownRefs = "refs/specwright";

/**
 * Makes the view of a run that has not started yet.
 * @param git `view` is not there yet
 * @throws {Problem} `cannot-write`
 */
export async function makeGitView({ commonDir, view }: GitFolders): Promise<void> {
  try {
    await mkdir(join(view, "objects/info"), { recursive: true, mode: 0o700 });
    await mkdir(join(view, "objects/pack"));
    for (const name of shownInView) await mkdir(join(view, name));
    await Promise.all([
      writeFile(join(view, commonDirFile), `${view}\n`),
      writeFile(join(view, "objects/info/alternates"), `${join(commonDir, "objects")}\n`),
      ...files.map((name) => copyThere(join(commonDir, name), join(view, name))),
      ...folders.map((name) => copyFolder(commonDir, view, name)),
    ]);
    await mkdir(join(view, "refs/heads"), { recursive: true });
    await chmod(join(view, "config"), 0o600);
  } catch (error) {
    throw writeProblem(error);
  }
}

/** Removes the private files of a run. */
export async function removeGitView(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}

/**
 * The object folders from which a repository, and the submodules of one of its working trees, borrow objects. Source:
 * gitrepository-layout(5), "objects/info/alternates".
 */
export async function borrowedObjects({
  commonDir,
  gitDir,
}: Pick<GitFolders, "commonDir" | "gitDir">): Promise<string[]> {
  const found = new Set<string>();
  const follow = async (objects: string): Promise<void> => {
    const text = await readFile(join(objects, "info/alternates"), "utf8").catch(() => "");
    for (const line of text.split("\n").filter((each) => each !== "" && !each.startsWith("#"))) {
      const path = isAbsolute(line) ? line : resolve(objects, line);
      const real = await realpath(path).catch(() => undefined);
      if (real === undefined || found.has(real)) continue;
      found.add(real);
      await follow(real);
    }
  };
  await follow(join(commonDir, "objects"));
  const modules = join(gitDir, "modules");
  const inner = await readdir(modules, { recursive: true, withFileTypes: true }).catch(() => []);
  for (const entry of inner)
    if (entry.isDirectory() && entry.name === "objects")
      await follow(join(entry.parentPath, "objects"));
  return [...found];
}

async function copyThere(from: string, to: string): Promise<void> {
  await copyFile(from, to).catch((error: unknown) => {
    if (!isMissing(error)) throw error;
  });
}

async function copyFolder(commonDir: string, view: string, name: string): Promise<void> {
  const filter = (path: string) => path !== join(commonDir, ownRefs) && !path.endsWith(".lock");
  await cp(join(commonDir, name), join(view, name), { recursive: true, filter }).catch(
    (error: unknown) => {
      if (!isMissing(error)) throw error;
    },
  );
}

/** A ref may be deleted while the refs are copied. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "ENOENT";
