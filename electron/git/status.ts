import type { Branch } from "@shared/contracts/project";
import { type GitPlace, git } from "./git";
import { noCommits } from "./inspect";

/** Bytes of output: about 50,000 paths. A repository with more untracked files forgot to ignore them. */
const maxBytes = 4_000_000;

export interface Status {
  readonly branch: Branch;
  /** Paths that differ from HEAD: changed, staged, in conflict, untracked; sorted, each once. */
  readonly uncommitted: readonly string[];
}

/**
 * What is checked out and what differs from it. Submodules are not looked into, because git would run
 * itself in them with their own configuration.
 * @throws {Problem} `no-commits`
 */
export async function readStatus(repo: GitPlace, signal?: AbortSignal): Promise<Status> {
  const result = await git(
    repo,
    [
      "status",
      "--porcelain=v2",
      "--branch",
      "-z",
      "--untracked-files=all",
      "--ignore-submodules=dirty",
      "--no-renames",
    ],
    { doing: "see what was changed", maxBytes, signal },
  );
  // The last one is empty, or torn when there was more than is read.
  const lines = result.text().split("\0").slice(0, -1);
  const header = (name: string) =>
    lines.find((line) => line.startsWith(`# ${name} `))?.slice(name.length + 3) ?? "";
  const commit = header("branch.oid");
  const name = header("branch.head");
  if (commit === "(initial)") throw noCommits(repo.top);
  return {
    branch: name === "(detached)" ? { kind: "detached", commit } : { kind: "branch", name, commit },
    uncommitted: [...new Set(lines.flatMap(pathOf))].sort(),
  };
}

/** Fields in front of the path, by the kind of line; git-status(1), "Porcelain Format Version 2". */
const leading: Record<string, number> = { "1": 8, u: 10, "?": 1 };

function pathOf(line: string): string[] {
  const fields = leading[line.slice(0, 1)];
  return fields === undefined ? [] : [line.split(" ").slice(fields).join(" ")];
}
