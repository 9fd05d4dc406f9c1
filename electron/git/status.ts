import { type GitPlace, git } from "./git";

/** Bytes of output: about 50,000 paths. A repository with more untracked files forgot to ignore them. */
const maxBytes = 4_000_000;

/**
 * Paths that differ from HEAD: changed, staged, in conflict, untracked; sorted, each once. Submodules
 * are not looked into, because git would run itself in them with their own configuration.
 */
export async function status(repo: GitPlace, signal?: AbortSignal): Promise<string[]> {
  const result = await git(
    repo,
    [
      "status",
      "--porcelain=v2",
      "-z",
      "--untracked-files=all",
      "--ignore-submodules=dirty",
      "--no-renames",
    ],
    { doing: "see what was changed", maxBytes, signal },
  );
  const fields = result.text().split("\0");
  // The last one is empty, or torn when there was more than is read.
  return [...new Set(fields.slice(0, -1).flatMap(pathOf))].sort();
}

/** Fields in front of the path, by the kind of line; git-status(1), "Porcelain Format Version 2". */
const leading: Record<string, number> = { "1": 8, u: 10, "?": 1 };

function pathOf(line: string): string[] {
  const fields = leading[line.slice(0, 1)];
  return fields === undefined ? [] : [line.split(" ").slice(fields).join(" ")];
}
