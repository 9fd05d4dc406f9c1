import { foldersIn } from "../files/tree-watcher";
import { type GitOptions, type GitPlace, git, gitFailure } from "./git";
import { inChunks } from "./in-chunks";

/**
 * The folders among some paths, and their subfolders, whose files git would keep: ignored folders, links and inner
 * repositories are left out.
 * @param options of a call with the index in its environment
 * @param limits.tracked folders with tracked files, which git does not ignore: git is not asked about them
 * @param limits.most the largest number of folders
 * @returns the folders nearer to the top first
 */
export async function keptFolders(
  place: GitPlace,
  paths: readonly string[],
  options: GitOptions,
  limits: { readonly tracked: ReadonlySet<string>; readonly most: number },
): Promise<string[]> {
  const { tracked, most } = limits;
  const kept: string[] = [];
  let level = await walk(place, paths, options, tracked);
  while (level.length > 0 && kept.length <= most) {
    kept.push(...level.map(({ folder }) => folder));
    const inner = level.flatMap(({ folders }) => folders);
    level = await walk(place, inner, options, tracked);
  }
  return kept;
}

async function walk(
  place: GitPlace,
  paths: readonly string[],
  options: GitOptions,
  tracked: ReadonlySet<string>,
) {
  const found = await inChunks(paths, async (folder) => ({
    folder,
    folders: await foldersIn(place.top, folder),
  }));
  const folders = found.flatMap(({ folder, folders }) => (folders ? [{ folder, folders }] : []));
  const asked = folders
    .map(({ folder }) => folder)
    .filter((folder) => folder !== "" && !tracked.has(folder));
  const ignored = new Set(await ignoredOf(place, asked, options));
  return folders.filter(({ folder }) => !ignored.has(folder));
}

/**
 * The folders that git ignores, and those that it cannot answer about because a link has replaced them meanwhile.
 * One of the latter makes git refuse all the others too, so the halves are asked about again.
 */
async function ignoredOf(
  place: GitPlace,
  folders: readonly string[],
  options: GitOptions,
): Promise<readonly string[]> {
  if (folders.length === 0) return [];
  // This verb does not support literal pathspecs, and a path that begins with "./" cannot be read as a pattern.
  const asked = await git(place, ["--no-literal-pathspecs", "check-ignore", "-z", "--stdin"], {
    ...options,
    answers: [0, 1, 128],
    input: folders.map((folder) => `./${folder}\0`).join(""),
  });
  if (asked.exitCode !== 128)
    return asked
      .text()
      .split("\0")
      .filter(Boolean)
      .map((path) => path.replace(/^\.\//, ""));
  if (!/beyond a symbolic link|is outside repository|is in submodule/.test(asked.stderr))
    throw gitFailure(options.doing, asked.stderr);
  if (folders.length === 1) return folders;
  const middle = folders.length >> 1;
  return [
    ...(await ignoredOf(place, folders.slice(0, middle), options)),
    ...(await ignoredOf(place, folders.slice(middle), options)),
  ];
}
