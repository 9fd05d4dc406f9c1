import { Problem } from "@shared/base/problem";
import type { ChangedFile, FileChange, RunChange } from "@shared/contracts/runs";
import { isTwoParts } from "@shared/review/kinds";
import type { ChangedPath } from "@shared/runs/checkpoint-files";
import { type GitPlace, git } from "./git";
import { inChunks } from "./in-chunks";
import { objectsOf } from "./object-reader";
import { missingObjects, unlessMissing } from "./partial";
import type { Repository } from "./repository";
import { type View, withView } from "./viewing";

/** Bytes of unified diff that are shown together, and bytes for one file that is requested by itself. */
const most = { together: 2_000_000, alone: 64_000_000 } as const;

/** A plumbing command, so that no setting of the person changes the format and no external program runs. */
const diffTree = [
  "diff-tree",
  "-r",
  "--no-ext-diff",
  "--no-textconv",
  "--no-color",
  "--submodule=short",
  "--ignore-submodules=dirty",
];
const patch = ["-p", "--src-prefix=a/", "--dst-prefix=b/", "--full-index"];

/**
 * The change from one commit to another, for a reviewer. Files that are too long to be shown with the others are
 * marked `unshown`.
 */
export async function readChange(
  repo: Repository,
  base: string,
  commit: string,
  signal?: AbortSignal,
): Promise<RunChange> {
  return withView(repo, base.length, async (view) => {
    const { files, absent } = await listed(repo, view, base, commit, signal);
    const shown = await patches(view, base, commit, { files, absent }, signal);
    return {
      base,
      commit,
      files: files.map((file) => {
        const unshown =
          file.added === undefined ? "binary" : shown.paths.has(file.path) ? undefined : "long";
        return unshown === undefined ? file : { ...file, unshown };
      }),
      diff: shown.diff,
    };
  });
}

/**
 * The complete change of one file, always as text.
 * @param path the file's new path, or its old one for a deleted file
 * @throws {Problem} `file-missing` for a file that the change does not touch
 */
export async function readFileChange(
  repo: Repository,
  base: string,
  commit: string,
  path: string,
  signal?: AbortSignal,
): Promise<FileChange> {
  return withView(repo, base.length, async (view) => {
    const { files } = await listed(repo, view, base, commit, signal);
    const file = files.find((each) => each.path === path);
    if (file === undefined)
      throw new Problem("file-missing", "This change does not touch that file.", path);
    const { stdout, cut } = await view.git(
      [...diffTree, "-M", ...patch, "--text", base, commit, "--", ...pathsOf(file)],
      { doing: "compare the commits", maxBytes: most.alone, signal },
    );
    const end = cut ? stdout.lastIndexOf(0x0a) + 1 : stdout.length;
    return { diff: stdout.subarray(0, end).toString("utf8"), cut };
  });
}

const pathsOf = ({ path, was }: ChangedFile): string[] => [
  path,
  ...(was === undefined ? [] : [was]),
];

/**
 * The number of requests for the remaining files after a file that is too long, and the number of files named in
 * one request.
 */
const limits = { rounds: 20, names: 500 } as const;

/** The patches of as many files as fit. A file that is too long does not hide the files after it. */
async function patches(
  view: View,
  base: string,
  commit: string,
  { files, absent }: Listed,
  signal: AbortSignal | undefined,
): Promise<{ diff: string; paths: ReadonlySet<string> }> {
  const paths = new Set<string>();
  const texts: string[] = [];
  let left = files.filter(({ path }) => !absent.has(path));
  let room: number = most.together;
  for (let round = 0; left.length > 0 && round < limits.rounds; round += 1) {
    const all = round === 0 && absent.size === 0;
    if (!all && left.length > limits.names) break;
    const named = all ? [] : ["--", ...left.flatMap(pathsOf)];
    const { stdout, cut } = await view.git([...diffTree, "-M", ...patch, base, commit, ...named], {
      doing: "compare the commits",
      maxBytes: room,
      signal,
    });
    const whole = cut ? stdout.subarray(0, lastFile(stdout)) : stdout;
    const count = cut ? wholeFiles(left, partsIn(whole)) : left.length;
    for (const { path } of left.slice(0, count)) paths.add(path);
    texts.push(whole.toString("utf8"));
    room -= whole.length;
    // The patch that was cut off is left out.
    left = cut ? left.slice(count + 1) : [];
  }
  return { diff: texts.join(""), paths };
}

/** The number of files that have complete patches in this number of diff parts. */
function wholeFiles(files: readonly ChangedFile[], parts: number): number {
  let left = parts;
  const end = files.findIndex((file) => {
    left -= isTwoParts(file) ? 2 : 1;
    return left < 0;
  });
  return end < 0 ? files.length : end;
}

const fileStart = Buffer.from("\ndiff --git ");

/** The offset of the last file's patch. A line of content never begins like it, because each has a mark before it. */
const lastFile = (bytes: Buffer): number => bytes.lastIndexOf(fileStart) + 1;

function partsIn(bytes: Buffer): number {
  if (bytes.length === 0) return 0;
  let count = 1;
  for (let at = bytes.indexOf(fileStart); at >= 0; at = bytes.indexOf(fileStart, at + 1))
    count += 1;
  return count;
}

const statuses: Record<string, ChangedFile["status"]> = {
  A: "added",
  M: "modified",
  D: "deleted",
  R: "renamed",
  T: "type-changed",
};

/** The files that differ between two commits, with counts of lines, in git's order. */
export async function changedFiles(
  repo: Repository,
  base: string,
  commit: string,
  signal?: AbortSignal,
): Promise<ChangedFile[]> {
  return withView(
    repo,
    base.length,
    async (view) => (await listed(repo, view, base, commit, signal)).files,
  );
}

/** The number of files that differ between two commits, and the number of changed lines without binary files. */
export async function changeFacts(
  repo: Repository,
  base: string,
  commit: string,
): Promise<{ files: number; added: number; removed: number }> {
  const files = await changedFiles(repo, base, commit);
  const sum = (counts: (number | undefined)[]) => counts.reduce<number>((a, b) => a + (b ?? 0), 0);
  return {
    files: files.length,
    added: sum(files.map((file) => file.added)),
    removed: sum(files.map((file) => file.removed)),
  };
}

interface Listed {
  readonly files: ChangedFile[];
  /** Paths whose content is missing, as in a partial clone, so that it can neither be counted nor shown. */
  readonly absent: ReadonlySet<string>;
}

async function listed(
  repo: GitPlace,
  view: View,
  base: string,
  commit: string,
  signal: AbortSignal | undefined,
): Promise<Listed> {
  const options = { doing: "compare the commits", signal };
  const ask = async (...how: string[]) =>
    parseRaw((await view.git([...diffTree, "-z", "--abbrev=64", ...how], options)).text());
  const whole = await unlessMissing(ask("-M", "--raw", "--numstat", base, commit));
  const { entries } = whole ?? (await ask("--no-renames", "--raw", base, commit));
  const missing = whole ? new Set() : await missingObjects(view, [base, commit], signal);
  const absent = new Set(
    entries.flatMap(({ path, ids }) => (ids.some((id) => missing.has(id)) ? path : [])),
  );
  const present = entries.map(({ path }) => path).filter((path) => !absent.has(path));
  // Without a path git would compare everything, and too many paths do not fit into a process's arguments.
  const some = !whole && present.length > 0 && present.length <= limits.names;
  const numstat = ["--no-renames", "--numstat", base, commit, "--", ...present];
  const counts = parseNumstat((whole ?? (some ? await ask(...numstat) : { rest: [] })).rest);
  const sizes = await sizesOf(
    repo,
    entries.flatMap(({ ids }) => ids),
    signal,
  );
  const files = entries.map(({ path, was, status, modes, ids }) => {
    const [from, to] = ids.map((id) => sizes.get(id));
    const bytes = to ?? from;
    return {
      path,
      status,
      oldMode: modes[0],
      newMode: modes[1],
      ...(was === undefined ? {} : { was }),
      ...(bytes === undefined ? {} : { bytes }),
      ...counts.get(path),
    };
  });
  return { files, absent };
}

/** The sizes in bytes of blobs by id. Missing objects and commits of submodules have no entry. */
async function sizesOf(
  repo: GitPlace,
  ids: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlyMap<string, number>> {
  const objects = await objectsOf(repo, "read the files' sizes", { signal });
  const there = [...new Set(ids)].filter((id) => /[^0]/.test(id));
  const found = await inChunks(there, (id) => objects.info(id));
  return new Map(
    found.flatMap((info) => (info?.type === "blob" ? [[info.id, info.size] as const] : [])),
  );
}

/** The paths at which two trees differ. A renamed file gives a removed and a new path. */
export async function changedPaths(
  repo: GitPlace,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<ChangedPath[]> {
  return (await changedEntries(repo, from, to, signal)).map(({ path, status }) => ({
    path: Buffer.from(path, "latin1").toString("utf8"),
    status: status === "renamed" ? "modified" : status,
  }));
}

/** The same with each path's bytes (latin1), its modes and its ids in both. */
export async function changedEntries(
  repo: GitPlace,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<ChangedEntry[]> {
  const args = [...diffTree, "--no-renames", "--raw", "-z", from, to];
  const answer = await git(repo, args, { doing: "compare the trees", signal });
  const { entries } = parseRaw(answer.stdout.toString("latin1"));
  return entries.map(({ path, status, modes: [oldMode, mode], ids }) => ({
    ...{ path, status, oldMode, mode, ids },
  }));
}

export interface ChangedEntry {
  readonly path: string;
  readonly status: ChangedFile["status"];
  readonly oldMode: string;
  readonly mode: string;
  readonly ids: readonly [string, string];
}

interface RawEntry {
  readonly path: string;
  /** The path before a rename. */
  readonly was?: string;
  readonly status: ChangedFile["status"];
  readonly modes: readonly [string, string];
  readonly ids: readonly [string, string];
}

/**
 * Parses git-diff(1), "Raw output format": `:mode mode id id STATUS\0path\0`, two paths for a rename.
 * @returns the entries, and the remaining fields
 */
function parseRaw(text: string): { entries: RawEntry[]; rest: string[] } {
  const fields = text.split("\0");
  const files: RawEntry[] = [];
  let index = 0;
  while (fields[index]?.startsWith(":")) {
    const [oldMode = "", newMode = "", oldId = "", newId = "", letters = ""] = (fields[index] ?? "")
      .slice(1)
      .split(" ");
    const letter = letters.slice(0, 1);
    const paths = letter === "R" || letter === "C" ? 2 : 1;
    files.push({
      path: fields[index + paths] ?? "",
      ...(paths === 2 ? { was: fields[index + 1] ?? "" } : {}),
      status: statuses[letter] ?? "modified",
      modes: [oldMode, newMode],
      ids: [oldId, newId],
    });
    index += 1 + paths;
  }
  return { entries: files, rest: fields.slice(index) };
}

/** Parses `added\tremoved\tpath\0`, with `-` for binary files; `added\tremoved\t\0old\0new\0` for a rename. */
function parseNumstat(fields: readonly string[]): Map<string, { added: number; removed: number }> {
  const counts = new Map<string, { added: number; removed: number }>();
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
