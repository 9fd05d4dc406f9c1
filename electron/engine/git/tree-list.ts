import type { RunTree } from "@shared/contracts/runs";
import { type GitPlace, git } from "./git";
import { changedPaths } from "./read-change";

/** The largest number of files in the list of a tree. */
const mostListed = 20_000;

/**
 * The files of a commit, each with its difference from another commit, and the files that are removed since that
 * commit.
 * @returns the files in the order of their paths
 */
export async function listTree(
  repo: GitPlace,
  base: string,
  commit: string,
  signal?: AbortSignal,
): Promise<RunTree> {
  const args = ["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit];
  const [listed, changed] = await Promise.all([
    git(repo, args, { doing: "list the files", signal }),
    changedPaths(repo, base, commit, signal),
  ]);
  const statuses = new Map(changed.map(({ path, status }) => [path, status]));
  const deleted = changed.flatMap(({ path, status }) => (status === "deleted" ? path : []));
  const paths = [...listed.text().split("\0").filter(Boolean), ...deleted];
  // By code units, so that a folder's files are together, as in git.
  paths.sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  const files = paths.slice(0, mostListed).map((path) => {
    const status = statuses.get(path);
    return status === undefined ? { path } : { path, status };
  });
  return { base, commit, files, more: paths.length - files.length };
}
