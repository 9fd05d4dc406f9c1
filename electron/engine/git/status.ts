import type { Branch } from "@shared/contracts/project";
import { type GitPlace, git } from "./git";
import { noCommits } from "./inspect";

/** Bytes of output: about 50,000 paths. A repository with more untracked files lacks an entry in .gitignore. */
const maxBytes = 4_000_000;

/** Milliseconds. Nobody waits for the list of a whole repository before the project is shown. */
const limit = 600_000;

export interface Status {
  readonly branch: Branch;
  /** Paths that differ from HEAD: changed, staged, in conflict, untracked; sorted, each once. */
  readonly uncommitted: readonly string[];
}

/** One path that differs from HEAD. */
export interface ChangedPath {
  readonly path: string;
  /** The id of the committed blob; undefined when HEAD lacks the file. */
  readonly committed: string | undefined;
  readonly onDisk: boolean;
  /** Whether the index differs from HEAD. */
  readonly staged: boolean;
}

/**
 * The checked-out branch and the paths that differ from it.
 * @throws {Problem} `no-commits`
 */
export async function readStatus(repo: GitPlace, signal?: AbortSignal): Promise<Status> {
  const lines = await statusLines(repo, signal);
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

/** Whether one path differs from HEAD; false for an ignored one. */
export async function isUncommitted(repo: GitPlace, path: string): Promise<boolean> {
  return (await statusLines(repo, undefined, [path])).some((line) => pathOf(line).includes(path));
}

/** Every path that differs from HEAD, with its states; sorted, each once. */
export async function readChangedPaths(repo: GitPlace): Promise<ChangedPath[]> {
  const found = new Map<string, ChangedPath>();
  for (const line of await statusLines(repo)) {
    for (const path of pathOf(line)) {
      const fields = line.split(" ");
      const [kind, state = "", , headMode, , diskMode, headBlob] = fields;
      // A path that was removed from the index and exists again has two lines.
      const before = found.get(path);
      const inHead = kind === "1" && headMode !== "000000";
      found.set(path, {
        path,
        committed: before?.committed ?? (inHead ? headBlob : undefined),
        onDisk: before?.onDisk === true || kind !== "1" || diskMode !== "000000",
        staged: before?.staged === true || kind === "u" || (kind === "1" && !state.startsWith(".")),
      });
    }
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

/**
 * The lines of a status. Git does not look into submodules here, because it would run itself in them with their
 * own configuration.
 */
async function statusLines(
  repo: GitPlace,
  signal?: AbortSignal,
  paths: readonly string[] = [],
): Promise<string[]> {
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
      ...(paths.length === 0 ? [] : ["--", ...paths]),
    ],
    { doing: "see what was changed", maxBytes, signal, limit },
  );
  // The last field is empty, or incomplete when the output was longer than the limit.
  return result.text().split("\0").slice(0, -1);
}

/** The number of fields before the path, by the kind of line; git-status(1), "Porcelain Format Version 2". */
const leading: Record<string, number> = { "1": 8, u: 10, "?": 1 };

function pathOf(line: string): string[] {
  const fields = leading[line.slice(0, 1)];
  return fields === undefined ? [] : [line.split(" ").slice(fields).join(" ")];
}
