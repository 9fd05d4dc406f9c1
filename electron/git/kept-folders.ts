import { foldersIn } from "../files/tree-watcher";
import { type GitOptions, type GitPlace, git } from "./git";
import { inChunks } from "./in-chunks";

/**
 * The folders among some paths, and in them, whose files git would keep: those that are ignored are not gone
 * into, nor are links and repositories of their own.
 * @param options of the call that has the index in its environment
 * @param most more than this are not looked for
 */
export async function keptFolders(
  place: GitPlace,
  paths: readonly string[],
  options: GitOptions,
  most = Number.POSITIVE_INFINITY,
): Promise<string[]> {
  const kept: string[] = [];
  let level = await walk(place, paths, options);
  while (level.length > 0 && kept.length <= most) {
    kept.push(...level.map(({ folder }) => folder));
    const inner = level.flatMap(({ folders }) => folders);
    level = await walk(place, inner, options);
  }
  return kept;
}

async function walk(place: GitPlace, paths: readonly string[], options: GitOptions) {
  const found = await inChunks(paths, async (folder) => ({
    folder,
    folders: await foldersIn(place.top, folder),
  }));
  const folders = found.flatMap(({ folder, folders }) => (folders ? [{ folder, folders }] : []));
  const named = folders.flatMap(({ folder }) => (folder === "" ? [] : `${folder}\0`));
  if (named.length === 0) return folders;
  // 1: none is ignored; 128: a folder was replaced by a link meanwhile.
  const ignored = await git(place, ["check-ignore", "-z", "--stdin"], {
    ...options,
    answers: [0, 1, 128],
    input: named.join(""),
  });
  const left = new Set(ignored.text().split("\0"));
  return folders.filter(({ folder }) => !left.has(folder));
}
