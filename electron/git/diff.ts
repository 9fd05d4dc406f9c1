import type { ChangedFile, RunChange } from "@shared/contracts/runs";
import type { ChangedPath } from "@shared/runs/checkpoint";
import { type GitPlace, git } from "./git";

/** Bytes of unified diff that are shown. */
const maxDiff = 2_000_000;

/** Plumbing, so that no setting of the person's changes the format; nothing external is run. */
const diffTree = [
  "diff-tree",
  "-r",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--submodule=short",
  "--ignore-submodules=dirty",
];

/** What changed from one commit to another, for the eyes of a reviewer. */
export async function readChange(
  repo: GitPlace,
  base: string,
  commit: string,
  signal?: AbortSignal,
): Promise<RunChange> {
  const [files, patch] = await Promise.all([
    changedFiles(repo, base, commit, signal),
    git(
      repo,
      [...diffTree, "-M", "-p", "--src-prefix=a/", "--dst-prefix=b/", "--full-index", base, commit],
      { doing: "compare the commits", maxBytes: maxDiff, signal },
    ),
  ]);
  const end = patch.cut ? patch.stdout.lastIndexOf(0x0a) + 1 : patch.stdout.length;
  return {
    base,
    commit,
    files,
    diff: patch.stdout.subarray(0, end).toString("utf8"),
    cut: patch.cut,
  };
}

const statuses: Record<string, ChangedFile["status"]> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  T: "type-changed",
};

/** The files that differ between two commits, each with its counts of lines; in git's order. */
export async function changedFiles(
  repo: GitPlace,
  base: string,
  commit: string,
  signal?: AbortSignal,
): Promise<ChangedFile[]> {
  const options = { doing: "compare the commits", signal };
  const [raw, numbers] = await Promise.all([
    git(repo, [...diffTree, "-M", "--raw", "-z", base, commit], options),
    git(repo, [...diffTree, "-M", "--numstat", "-z", base, commit], options),
  ]);
  const counts = parseNumstat(numbers.text());
  return parseRaw(raw.text()).map(({ path, status }) => ({ path, status, ...counts.get(path) }));
}

/** The paths at which two trees differ; a renamed file is one that is gone and one that is new. */
export async function changedPaths(
  repo: GitPlace,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<ChangedPath[]> {
  const args = [...diffTree, "--no-renames", "--raw", "-z", from, to];
  const listed = await git(repo, args, { doing: "compare the trees", signal });
  return parseRaw(listed.text()).map(({ path, status }) => ({
    path,
    status: status === "renamed" ? "modified" : status,
  }));
}

/** git-diff(1), "Raw output format": `:modes ids STATUS\0path\0`, two paths for a rename. */
function parseRaw(text: string): { path: string; status: ChangedFile["status"] }[] {
  const fields = text.split("\0");
  const files: { path: string; status: ChangedFile["status"] }[] = [];
  for (let index = 0; index + 1 < fields.length; ) {
    const letter = fields[index]?.split(" ").at(-1)?.slice(0, 1) ?? "";
    const paths = letter === "R" || letter === "C" ? 2 : 1;
    files.push({ path: fields[index + paths] ?? "", status: statuses[letter] ?? "modified" });
    index += 1 + paths;
  }
  return files;
}

/** `added\tremoved\tpath\0`, `-` for binary files; `added\tremoved\t\0old\0new\0` for a rename. */
function parseNumstat(text: string): Map<string, { added: number; removed: number }> {
  const counts = new Map<string, { added: number; removed: number }>();
  const fields = text.split("\0");
  for (let index = 0; index + 1 < fields.length; index += 1) {
    const [added = "", removed = "", ...rest] = (fields[index] ?? "").split("\t");
    let path = rest.join("\t");
    if (path === "") {
      path = fields[index + 2] ?? "";
      index += 2;
    }
    if (added !== "-") counts.set(path, { added: Number(added), removed: Number(removed) });
  }
  return counts;
}
