import { Problem } from "@shared/base/problem";
import { type NotTaken, someOf } from "@shared/runs/not-taken";
import { type GitPlace, git } from "./git";
import type { Repository } from "./repository";
import { emptySubmodules } from "./submodules";
import { findTakeAlong } from "./take-along";

/** Milliseconds. A person waits for the list before starting a run, and can start without the list. */
const patience = 10_000;

/**
 * The files that a run's new working tree will lack: ignored files of the person's tree, and the content of
 * submodules that the person's tree lacks as well.
 * @param base the commit from which the run starts
 * @throws {Problem} `git-failed` when git cannot read the commit
 */
export async function readNotTaken(repo: Repository, base: string): Promise<NotTaken> {
  const [ignored, along, submodules] = await Promise.all([
    ignoredIn(repo),
    findTakeAlong(repo),
    emptySubmodules(repo, base),
  ]);
  const { files, tooLarge } = along;
  const told = new Set([...files, ...tooLarge]);
  const left = ignored?.filter((name) => !told.has(name));
  return {
    ...(left === undefined ? {} : { ignored: someOf(await withoutWhole(repo, left, told)) }),
    ...(files.length === 0 ? {} : { taken: someOf(files) }),
    ...(tooLarge.length === 0 ? {} : { tooLarge: someOf(tooLarge) }),
    submodules: someOf(submodules),
  };
}

/** Leaves out folders whose files are all copied along. */
async function withoutWhole(
  place: GitPlace,
  names: readonly string[],
  told: ReadonlySet<string>,
): Promise<string[]> {
  const above = foldersAbove(told);
  const touched = names.filter((name) => above.has(name));
  if (touched.length === 0) return [...names];
  const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "-z", "--", ...touched];
  const all = (await git(place, args, { doing: "list the ignored files" })).text().split("\0");
  const left = foldersAbove(all.filter((path) => path !== "" && !told.has(path)));
  return names.filter((name) => !above.has(name) || left.has(name));
}

/** All folders that contain some files, each with a slash at its end. */
function foldersAbove(paths: Iterable<string>): Set<string> {
  const folders = new Set<string>();
  for (const path of paths)
    for (let end = path.lastIndexOf("/"); end >= 0; end = path.lastIndexOf("/", end - 1)) {
      const folder = path.slice(0, end + 1);
      // The parents of a known folder are known too.
      if (folders.has(folder)) break;
      folders.add(folder);
      if (end === 0) break;
    }
  return folders;
}

/**
 * Files and folders that git ignores. A folder with ignored files only is listed in place of its files.
 * @returns undefined when git cannot list them
 */
async function ignoredIn(place: GitPlace): Promise<string[] | undefined> {
  const args = ["ls-files", "--others", "--ignored", "--exclude-standard", "-z"];
  const folders = ["--directory", "--no-empty-directory"];
  try {
    const listed = await git(place, [...args, ...folders], {
      doing: "list the ignored files",
      limit: patience,
    });
    return listed.text().split("\0").slice(0, -1);
  } catch (error) {
    // The list only warns; a run can start without it.
    if (error instanceof Problem && error.code === "git-failed") return undefined;
    throw error;
  }
}
