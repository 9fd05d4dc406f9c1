import { basename, dirname, join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import { withHiddenMarked } from "@shared/text/hidden-signs";
import { kindAt, namesIn, realPath } from "../../system/disk";
import { readGitFile } from "../files/git-files";
import { isGitFolder, layoutOf } from "./layout";
import { readOwnConfiguration } from "./own-configuration";
import { isOn } from "./plain";

/** The largest number of working trees that the message names. */
const mostNamed = 10;
/** The largest number of listed trees that are read; each takes a few files. */
const mostRead = 200;

/**
 * The refusal of a folder without a working tree, which names the repository's working trees that can be opened.
 * @param folder as the person named it
 * @param gitFolder git's own folder of the repository or of one of its working trees
 */
export async function bareRepository(folder: string, gitFolder: string): Promise<Problem> {
  const { commonDir } = await layoutOf(gitFolder);
  return refusal(folder, dirname(commonDir), await workingTreesOf(commonDir));
}

/**
 * The same refusal for a folder without `.git` that contains a bare repository and its working trees side by side.
 * @param folder as the person named it
 * @param real the folder without symbolic links
 * @returns undefined for any other folder
 */
export async function treesBeside(folder: string, real: string): Promise<Problem | undefined> {
  const names = await namesIn(real).catch((): string[] => []);
  const bare = names.filter((name) => /^\.?bare$|\.git$/i.test(name)).slice(0, mostRead);
  const trees: string[] = [];
  for (const name of bare) {
    const gitFolder = join(real, name);
    if (await isGitFolder(gitFolder)) trees.push(...(await workingTreesOf(gitFolder)));
  }
  const beside = trees.filter((tree) => tree.startsWith(`${real}/`));
  return beside.length === 0 ? undefined : refusal(folder, real, beside);
}

/** @param around the folder to which paths below it are relative */
function refusal(folder: string, around: string, trees: readonly string[]): Problem {
  const names = trees.map((tree) => {
    const shown = tree.startsWith(`${around}/`) ? tree.slice(around.length + 1) : tree;
    return withHiddenMarked(shown.replace(/[\n\t]/g, " "));
  });
  const others = names.length - mostNamed;
  const list = names.slice(0, mostNamed).join(", ") + (others > 0 ? ` and ${others} more` : "");
  const advice =
    names.length === 0
      ? "Clone it, then open the clone"
      : names.length === 1
        ? `Open its working tree: ${list}`
        : `Open one of its working trees: ${list}`;
  return new Problem(
    "bare-repository",
    `This is a bare repository, which has no files to work on. ${advice}.`,
    folder,
  );
}

/**
 * The existing working trees of a repository: the one of its current branch first, the others by path. Trees of
 * runs are left out, because a person must not work in them. Source: gitrepository-layout(5), "worktrees".
 */
async function workingTreesOf(commonDir: string): Promise<string[]> {
  const current = await headOf(commonDir);
  const found: { readonly tree: string; readonly head: string }[] = [];
  const all = join(commonDir, "worktrees");
  for (const name of (await namesIn(all)).slice(0, mostRead)) {
    const gitDir = join(all, name);
    const says = (await readGitFile(join(gitDir, "gitdir")))?.toString("utf8").trim();
    if (!says) continue;
    // Newer versions of git can write the path relative to the file.
    const file = resolve(gitDir, says);
    const head = await headOf(gitDir);
    if (basename(file) !== ".git" || head.startsWith("ref: refs/heads/specwright/")) continue;
    if ((await kindAt(file)) === "file") found.push({ tree: await realPath(dirname(file)), head });
  }
  const first = (head: string) => (head === current ? 0 : 1);
  const linked = found
    .sort((a, b) => first(a.head) - first(b.head) || (a.tree < b.tree ? -1 : 1))
    .map(({ tree }) => tree);
  return (await hasFiles(commonDir)) ? [dirname(commonDir), ...linked] : linked;
}

const headOf = async (gitDir: string): Promise<string> =>
  (await readGitFile(join(gitDir, "HEAD")))?.toString("utf8").trim() ?? "";

/** Whether this is the `.git` folder of a working tree. A repository with a damaged configuration cannot be opened. */
async function hasFiles(commonDir: string): Promise<boolean> {
  if (basename(commonDir) !== ".git") return false;
  const layout = { gitDir: commonDir, commonDir };
  const lines = await readOwnConfiguration(layout, { includes: false }).catch(() => undefined);
  const bare = lines?.findLast(({ key }) => key === "core.bare")?.value ?? "";
  return lines !== undefined && !isOn(bare.toLowerCase());
}
