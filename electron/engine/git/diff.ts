import { Problem } from "@shared/base/problem";
import type { ChangedFile, FileChange, RunChange } from "@shared/contracts/runs";
import { isTwoParts } from "@shared/review/kinds";
import type { ChangedPath } from "@shared/runs/checkpoint";
import { type GitPlace, git } from "./git";
import { inChunks } from "./in-chunks";
import { objectsOf } from "./object-reader";
import { missingObjects, unlessMissing } from "./partial";
import type { Repository } from "./repository";
import { type View, withView } from "./viewing";

/** Bytes of unified diff that are shown at once, and of one file that is asked for by itself. */
const most = { together: 2_000_000, alone: 64_000_000 } as const;

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
const patch = ["-p", "--src-prefix=a/", "--dst-prefix=b/", "--full-index"];

/**
 * What changed from one commit to another, for the eyes of a reviewer. What is too long to be shown with the rest
 * is left out file by file, each with `unshown`.
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
 * All that a change does to one file, as text whatever it is.
 * @param path the file's new path, or its old one when it was deleted
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

/** Rounds of asking for what is left when one file is too long, and files that are named in one. */
const limits = { rounds: 20, names: 500 } as const;

/** The patches of as many files as there is room for: one that is too long does not hide those behind it. */
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
    // The one that was cut is left out.
    left = cut ? left.slice(count + 1) : [];
  }
  return { diff: texts.join(""), paths };
}

/** How many of some files are told by so many parts of a diff. */
function wholeFiles(files: readonly ChangedFile[], parts: number): number {
  let left = parts;
  const end = files.findIndex((file) => {
    left -= isTwoParts(file) ? 2 : 1;
    return left < 0;
  });
  return end < 0 ? files.length : end;
}

const fileStart = Buffer.from("\ndiff --git ");

/** Where the last file's patch begins. A line of content never begins like it: it has a mark before. */
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

/** The files that differ between two commits, each with its counts of lines; in git's order. */
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

/** How many files differ between two commits, and by how many lines, binary files left out of these. */
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
  /** Paths whose content is not here, as in a partial clone: there is nothing to count or to show. */
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
  // Without a path everything would be compared, and too many do not fit into a program's arguments.
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

/** Bytes of objects that are files, by id; an id that is not here, such as a submodule's commit, has none. */
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

/** The paths at which two trees differ; a renamed file is one that is gone and one that is new. */
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

/** The same with each path's bytes (latin1), and its mode in the second tree. */
export async function changedEntries(
  repo: GitPlace,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<{ path: string; status: ChangedFile["status"]; mode: string }[]> {
  const args = [...diffTree, "--no-renames", "--raw", "-z", from, to];
  const answer = await git(repo, args, { doing: "compare the trees", signal });
  const { entries } = parseRaw(answer.stdout.toString("latin1"));
  return entries.map(({ path, status, modes }) => ({ path, status, mode: modes[1] }));
}

interface RawEntry {
  readonly path: string;
  /** Before a rename. */
  readonly was?: string;
  readonly status: ChangedFile["status"];
  readonly modes: readonly [string, string];
  readonly ids: readonly [string, string];
}

/**
 * git-diff(1), "Raw output format": `:mode mode id id STATUS\0path\0`, two paths for a rename.
 * @returns the entries, and the fields that follow them
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

/** `added\tremoved\tpath\0`, `-` for binary files; `added\tremoved\t\0old\0new\0` for a rename. */
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
