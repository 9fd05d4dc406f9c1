import { isAbsolute, join, relative, sep } from "node:path";
import { kindAt, namesIn, putFiles, realPath } from "../../system/disk";
import { emptyFolder, makeFolder, removeFolder } from "../files/app-folders";
import { readGitFile } from "../files/git-files";
import { checkGitFolder } from "../files/git-stand-in";
import { objectId } from "./commit";
import { writeConfigurationText } from "./configuration-text";
import { type GitPlace, git } from "./git";
import { type Layout, layoutAt } from "./layout";
import { folderOf } from "./linked-tree";
import { objectsOf } from "./object-reader";
import { readOwnConfiguration } from "./own-configuration";
import type { Repository } from "./repository";
import { isPlain } from "./risks";
import { type Entry, gitlinksOf } from "./tracked";

/**
 * The submodules of a run's working tree. Each is a repository of its own below git's folder of that tree, at the
 * place where git itself would create it, and reads the objects of the person's own submodule. So nothing is
 * fetched or copied, and no file of the person is written. From the person's submodule only the address of its
 * origin and configuration lines that name no program are copied.
 */

/** The largest depth of submodules in submodules. */
const deepest = 8;

/** A working tree and git's own folder of it, with submodules below `modules`. */
interface Place {
  readonly top: string;
  readonly gitDir: string;
}

/**
 * Fills the submodules of a working tree that was just checked out, as far as the person's own working tree has
 * them. The others stay as git left them, which is empty.
 * @param commit the commit that names the submodules
 */
export async function fillSubmodules(
  repo: Repository,
  worktree: string,
  commit: string,
): Promise<void> {
  const links = await gitlinksOf(repo, commit);
  if (links.length === 0) return;
  const gitDir = await folderOf(repo, worktree);
  if (gitDir === undefined) return;
  await fill(repo, { top: await realPath(worktree), gitDir }, links, 0);
}

async function fill(person: Place, run: Place, links: readonly Entry[], depth: number) {
  for (const { path: bytes, id } of links) {
    const path = asText(bytes);
    const source = await submoduleAt(person, path, id);
    const top = join(run.top, path);
    if (source === undefined || !(await isEmptyFolder(top))) continue;
    const module = { top, gitDir: join(run.gitDir, "modules", source.name) };
    if ((await kindAt(module.gitDir)) !== "missing") continue;
    const place = { top, trusted: false };
    try {
      await makeModule(source, module, id);
      const options = { doing: "fill a submodule", writes: true };
      await git(place, ["read-tree", "--reset", "-u", id], options);
    } catch {
      // The person sees the list of missing files before the start.
      await emptyFolder(top);
      await removeFolder(module.gitDir);
      continue;
    }
    if (depth >= deepest) continue;
    const inner = await gitlinksOf(place, id);
    await fill({ top: join(person.top, path), gitDir: source.gitDir }, module, inner, depth + 1);
  }
}

/** The person's own checkout of a submodule. */
interface Source extends Layout {
  readonly top: string;
  /** The submodule's name, by which git finds its folder below `modules`. */
  readonly name: string;
}

/**
 * The person's checkout of a submodule that has a certain commit; undefined when it lacks the commit. A folder in
 * another place, or behind a link, does not count, because its objects must not reach the run.
 */
export async function submoduleAt(
  person: Place,
  path: string,
  id: string,
): Promise<Source | undefined> {
  try {
    const top = join(person.top, path);
    if ((await kindAt(top)) !== "folder" || (await realPath(top)) !== top) return undefined;
    const layout = await layoutAt(top);
    if (layout === undefined || layout.gitDir !== layout.commonDir) return undefined;
    const gitDir = await realPath(layout.gitDir);
    const modules = await realPath(join(person.gitDir, "modules")).catch(() => undefined);
    const within = modules === undefined ? undefined : below(modules, gitDir);
    const name = within ?? (gitDir === join(top, ".git") ? path : undefined);
    if (name === undefined) return undefined;
    await checkGitFolder(gitDir);
    const objects = await objectsOf({ top, trusted: false }, "look at a submodule");
    const there = await objects.info(`${id}^{tree}`);
    return there && { top, gitDir, commonDir: gitDir, name };
  } catch {
    return undefined;
  }
}

/** The path of a folder relative to another one; undefined when it is not inside. */
function below(folder: string, path: string): string | undefined {
  const rest = relative(folder, path);
  return rest === "" || isAbsolute(rest) || rest.split(sep)[0] === ".." ? undefined : rest;
}

async function isEmptyFolder(path: string): Promise<boolean> {
  if ((await kindAt(path)) !== "folder" || (await realPath(path)) !== path) return false;
  return (await namesIn(path)).length === 0;
}

/** Creates the repository of a submodule at a commit, without files. Source: gitrepository-layout(5). */
async function makeModule(source: Source, { top, gitDir }: Place, id: string): Promise<void> {
  const own = await readOwnConfiguration(source, { includes: false });
  const remote = own.filter(({ key }) => /^remote\.origin\.(?:url|fetch)$/.test(key));
  const config = writeConfigurationText([
    ...own.filter(isPlain),
    { key: "core.bare", value: "false" },
    { key: "core.worktree", value: top },
    ...remote,
  ]);
  const shallow = await readGitFile(join(source.gitDir, "shallow"));
  await putFiles(gitDir, {
    config,
    HEAD: `${id}\n`,
    "objects/info/alternates": `${join(source.gitDir, "objects")}\n`,
    "info/exclude": "",
    ...(shallow === undefined ? {} : { shallow: shallow.toString("utf8") }),
  });
  await makeFolder(join(gitDir, "refs/heads"));
  await putFiles(top, { ".git": `gitdir: ${gitDir}\n` });
}

/**
 * The submodules of a commit that would be empty folders in a run's working tree.
 * @returns their paths
 */
export async function emptySubmodules(repo: Repository, commit: string): Promise<string[]> {
  const links = await gitlinksOf(repo, commit);
  const empty: string[] = [];
  for (const { path, id } of links)
    if ((await submoduleAt(repo, asText(path), id)) === undefined) empty.push(asText(path));
  return empty;
}

/** A submodule of a run's working tree, as an untrusted repository; undefined for any other folder. */
export async function moduleOf(
  { top, gitDir }: Place,
  path: string,
): Promise<Repository | undefined> {
  const inner = join(top, path);
  if ((await realPath(inner).catch(() => undefined)) !== inner) return undefined;
  const layout = await layoutAt(inner);
  if (layout === undefined || layout.gitDir !== layout.commonDir) return undefined;
  const own = await realPath(layout.gitDir);
  const modules = join(await realPath(gitDir), "modules");
  if (own !== join(inner, ".git") && below(modules, own) === undefined) return undefined;
  await checkGitFolder(own);
  return { top: inner, gitDir: own, commonDir: own, trusted: false };
}

/**
 * Whether a submodule is at a commit and contains no commit that exists only there, on a branch or in a stash. Its
 * files are not compared.
 */
export async function isUntouched(module: GitPlace, id: string): Promise<boolean> {
  const doing = "look at a submodule";
  if ((await objectId(module, "HEAD^{commit}")) !== id) return false;
  const own = ["rev-list", "--max-count=1", "--branches", "--glob=refs/stash*"];
  const beside = await git(module, [...own, "--not", id, "--remotes", "--tags"], { doing });
  return beside.text() === "";
}

const asText = (path: string): string => Buffer.from(path, "latin1").toString("utf8");
