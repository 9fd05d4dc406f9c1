import { createHash } from "node:crypto";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { LeftOut } from "@shared/runs/left-out";
import { kindAt, withTemporaryFolder } from "../../system/disk";
import { beginWithHeld, updateHeld } from "../files/held-indexes";
import { lookAt } from "../files/look-at";
import { createRecent } from "../files/recent";
import { changeIndex, type IndexChanges } from "./change-index";
import { objectId } from "./commit";
import { type GitOptions, type GitPlace, git, gitFailure } from "./git";
import { inChunks } from "./in-chunks";
import { objectsOf } from "./object-reader";
import { pairByPath } from "./pair-by-path";
import type { Repository } from "./repository";
import {
  asInput,
  type Entry,
  entriesOf,
  indexInfo,
  isGitlink,
  readIndex,
  type Tracked,
  trackedIn,
} from "./tracked";
import { untouched } from "./untouched";

/** The content of a working tree as a tree in git's object database. */
export interface Captured {
  readonly tree: string;
  /** Paths that the tree lacks, with the reason. */
  readonly leftOut: readonly LeftOut[];
}

/** The starting point of a capture. */
export interface CaptureFrom {
  /** A commit, whose files count as tracked when the tree has no index any more. */
  readonly start: string;
  /** The commit from which the run started. */
  readonly base: string;
  /**
   * Paths of the person's own ignored files that were copied into the tree. They are not the agent's work, so they
   * are never kept, even if the agent makes git track them.
   */
  readonly given?: ReadonlySet<string> | undefined;
}

/** The collected content of a working tree. */
interface CapturedFiles extends Captured {
  /** The submodules of the tree, at their commits of the base. */
  readonly submodules: readonly Entry[];
}

/**
 * Writes the content of a run's working tree to the object database, as `git add --all` and a commit in the tree
 * would, for every kind of repository. The agent's own index decides which files are tracked: a file that the
 * agent added by force is kept, a file that it removed from the index is not, and files outside of a sparse
 * checkout count as unchanged. A repository inside the working tree is hidden from git, because git would run
 * itself there with the agent's configuration.
 * @throws {Problem} `git-failed`, `cancelled`
 */
export async function captureFiles(
  repo: Repository,
  worktree: string,
  from: CaptureFrom,
  signal?: AbortSignal,
): Promise<CapturedFiles> {
  const own = await orNothing(trackedIn(repo, worktree));
  return withTemporaryFolder(async (folder) => {
    const place = { top: worktree, trusted: repo.trusted };
    const gather = async (tracked: Tracked | undefined, name: string, warm = false) => {
      if (warm && !(await beginWithHeld(worktree, join(folder, name)))) return undefined;
      const env = {
        GIT_DIR: repo.commonDir,
        GIT_WORK_TREE: worktree,
        GIT_INDEX_FILE: join(folder, name),
      };
      const options = { doing: "capture the working tree", writes: true, env, signal };
      const base = await entriesOf(repo, from.base);
      const entries = tracked?.entries ?? (await entriesOf(repo, from.start));
      const known = { base, entries, sparse: tracked?.sparse ?? new Set<string>() };
      const captured = await gathered(repo, place, { ...known, given: from.given }, options);
      if (warm && captured) await updateHeld(worktree, env.GIT_INDEX_FILE);
      return captured;
    };
    // What a sparse checkout leaves out is marked in an index; a fresh one is marked by what the agent's says now.
    const warm =
      own?.sparse.size === 0 ? await orNothing(gather(own, "index-with-times", true)) : undefined;
    if (warm) return warm;
    // Git may refuse the content of the agent's index.
    const done = own && (await orNothing(gather(own, "index")));
    const last = done ?? (await gather(undefined, "index-of-commit"));
    if (last === undefined) throw gitFailure("capture the working tree", "no index was begun");
    return last;
  });
}

/** The content of a commit, without repositories that its author put into it, and without the person's own files. */
export async function committedTree(repo: Repository, from: CaptureFrom): Promise<Captured> {
  const [base, entries] = await Promise.all([
    entriesOf(repo, from.base),
    entriesOf(repo, from.start),
  ]);
  const { kept, leftOut } = submodules(base, entries);
  const isGiven = givenAmong(from.given, base);
  leftOut.push(...entries.filter(isGiven).map(({ path }) => leave(path, "given")));
  if (leftOut.length === 0)
    return { tree: await objectId(repo, `${from.start}^{tree}`), leftOut: [] };
  return withTemporaryFolder(async (folder) => {
    const env = { GIT_INDEX_FILE: join(folder, "index") };
    const options = { doing: "capture what was committed", writes: true, env };
    const files = entries.filter((entry) => fileModes.test(entry.mode) && !isGiven(entry));
    const input = asInput([...files, ...kept].map(indexInfo));
    await git(repo, ["update-index", "-z", "--index-info"], { ...options, input });
    const tree = (await git(repo, ["write-tree", "--missing-ok"], options)).text().trim();
    return { tree, leftOut };
  });
}

async function orNothing<T>(result: Promise<T>): Promise<T | undefined> {
  return result.catch((error: unknown) => {
    if (error instanceof Problem && error.code === "git-failed") return undefined;
    throw error;
  });
}

/** The trees of what captures have found: most captures of a run find what the one before has found. */
const written = createRecent<string>(32);
/** The largest number of entries that are hashed to find their tree. */
const mostHashed = 20_000;

/**
 * The tree that an index makes.
 * @param index.entries of before `apart` and `restored` were changed
 * @param index.noted what the index itself notes down
 */
async function treeOf(
  repo: Repository,
  place: GitPlace,
  index: {
    readonly entries: readonly Entry[];
    readonly apart: readonly Entry[];
    readonly restored: readonly Entry[];
    readonly noted: string | undefined;
  },
  options: GitOptions,
): Promise<string> {
  // Hashing many entries takes longer here than git takes to write their tree.
  const key =
    index.noted === undefined && index.entries.length <= mostHashed
      ? keyOf(repo, index)
      : undefined;
  const known = index.noted ?? (key === undefined ? undefined : written.get(key));
  const objects = await objectsOf(repo, "read a tree", { signal: options.signal });
  const isThere = known !== undefined && (await objects.info(`${known}^{tree}`)) !== undefined;
  const tree = isThere ? known : (await git(place, ["write-tree"], options)).text().trim();
  if (key !== undefined) written.set(key, tree);
  return tree;
}

/** The name of the entries in the list of written trees. */
function keyOf(
  repo: Repository,
  { entries, apart, restored }: Record<"entries" | "apart" | "restored", readonly Entry[]>,
): string {
  const hash = createHash("sha256").update(repo.commonDir);
  for (const [at, list] of [entries, apart, restored].entries())
    for (const each of list) hash.update(`${at} ${indexInfo(each)}\0`, "latin1");
  return hash.digest("hex");
}

const fileModes = /^(?:100644|100755|120000)$/;

async function gathered(
  repo: Repository,
  place: GitPlace,
  known: Tracked & { readonly base: readonly Entry[]; readonly given: CaptureFrom["given"] },
  options: GitOptions,
): Promise<CapturedFiles | undefined> {
  const { kept, leftOut } = submodules(known.base, known.entries);
  const files = known.entries.filter(({ mode }) => fileModes.test(mode));
  const begun = await readBegun(place, options);
  if (begun?.some(({ skipped }) => skipped)) return undefined;
  await changeIndex(place, differences([...files, ...kept], begun ?? []), options);
  if (known.sparse.size > 0)
    await git(place, [...sparsely, "update-index", "-z", "--skip-worktree", "--stdin"], {
      ...options,
      input: asInput([...known.sparse].filter((path) => !kept.some((each) => each.path === path))),
    });
  const added = await git(place, capturing({ literal: false }), {
    ...options,
    answers: [0, 1],
    input: asInput(everythingBut(kept.map(({ path }) => path))),
  });
  if (added.exitCode === 1) leftOut.push(...(await passedOver(place, added.stderr, options)));
  const { entries: now, tree: noted } = await readIndex(place, options.env ?? {});
  const strangers = now.filter(
    (entry) => isGitlink(entry) && !kept.some(({ path }) => path === entry.path),
  );
  leftOut.push(...strangers.map(({ path }) => leave(path, "repository")));
  const given = now.filter(givenAmong(known.given, known.base));
  leftOut.push(...given.map(({ path }) => leave(path, "given")));
  const apart = [...strangers, ...given];
  const restored = await untouched(place, known, now);
  await changeIndex(place, { gone: apart, added: restored }, options);
  const asNoted = apart.length + restored.length === 0 ? noted : undefined;
  const tree = await treeOf(
    repo,
    place,
    { entries: now, apart, restored, noted: asNoted },
    options,
  );
  return { tree, leftOut: once(leftOut), submodules: kept };
}

/** What the index of a capture has at its beginning; undefined for none. */
async function readBegun(place: GitPlace, { env = {} }: GitOptions) {
  if ((await kindAt(env["GIT_INDEX_FILE"] ?? "")) !== "file") return undefined;
  return (await readIndex(place, env)).entries;
}

/**
 * What makes an index track what it is to track. An entry that stays keeps its times, so that git reads its
 * file only if it has changed. One of which the agent staged another content loses them, and is read.
 */
function differences(wanted: readonly Entry[], begun: readonly Entry[]): IndexChanges {
  const gone: Entry[] = [];
  const added: Entry[] = [];
  pairByPath(wanted, begun, (next, old) => {
    if (next === undefined) gone.push(...(old ? [old] : []));
    else if (old?.id !== next.id || old.mode !== next.mode) added.push(next);
  });
  return { gone, added };
}

/**
 * Submodules of the base stay at their commits unless the agent removed them: to look into one, git would run
 * itself there. A new submodule, or one at another commit, points to a commit that perhaps only the agent has.
 */
function submodules(base: readonly Entry[], entries: readonly Entry[]) {
  const before = new Map(base.filter(isGitlink).map((entry) => [entry.path, entry]));
  const now = entries.filter(isGitlink);
  const leftOut = now.flatMap(({ path, id }) => {
    const old = before.get(path);
    if (old?.id === id) return [];
    return [leave(path, old === undefined ? "repository" : "submodule")];
  });
  return { kept: now.flatMap(({ path }) => before.get(path) ?? []), leftOut };
}

/** Finds the person's own files among paths. A file that the base contains is not among them. */
export function givenAmong(
  given: ReadonlySet<string> | undefined,
  base: readonly Entry[],
): (entry: Pick<Entry, "path">) => boolean {
  if (given === undefined || given.size === 0) return () => false;
  const own = new Set([...given].map((path) => Buffer.from(path, "utf8").toString("latin1")));
  for (const { path } of base) own.delete(path);
  return ({ path }) => own.has(path);
}

const leave = (path: string, reason: LeftOut["reason"]): LeftOut => ({
  path: Buffer.from(path, "latin1").toString("utf8"),
  reason,
});

const once = (all: readonly LeftOut[]): LeftOut[] => [
  ...new Map(all.map((each) => [each.path, each])).values(),
];

/**
 * For files that a sparse checkout leaves out of the working tree, the index entry counts, unless the file exists.
 * Such files are added wherever they are.
 */
export const sparsely = [
  ...["-c", "core.sparseCheckout=true", "-c", "sparse.expectFilesOutsideOfPatterns=false"],
  ...["-c", "index.sparse=false"],
];

/** No setting of a repository makes git take a changed file for an unchanged one: the time of a change counts too. */
export const everyTime = ["-c", "core.trustctime=true", "-c", "core.checkStat=default"];

/**
 * The git arguments that update the index from the working tree, for paths on standard input, each ended by NUL.
 * @param literal whether the paths are plain names and not patterns
 */
export const capturing = ({ literal }: { readonly literal: boolean }): string[] => [
  ...everyTime,
  ...(literal ? [] : ["--no-literal-pathspecs"]),
  ...[...sparsely, "-c", "advice.addEmbeddedRepo=false"],
  ...["add", "--all", "--sparse", "--ignore-errors"],
  ...["--pathspec-from-file=-", "--pathspec-file-nul"],
];

/** Pathspecs for a whole working tree without some paths. */
export const everythingBut = (paths: readonly string[]): string[] => [
  ":(top)",
  ...paths.map((path) => `:(top,exclude,literal)${path}`),
];

/** Matches the errors for a file that was changed or removed while git read it. */
const cameAndWent = /^error: (?:unable to index file|.*short read|.*could not be read)/m;

/**
 * The paths that `git add` skipped. Git is asked again for them, because its messages do not quote names.
 * @param words git's messages, which distinguish refused names from a full disk
 * @throws {Problem} `git-failed` when the reason is not the file itself
 */
export async function passedOver(
  place: GitPlace,
  words: string,
  options: GitOptions,
): Promise<LeftOut[]> {
  // For an ignored name git prints a message that is not an error.
  if (!/^error: /m.test(words)) return [];
  const list = ["ls-files", "-z", "--others", "--modified", "--exclude-standard"];
  const listed = await git(place, [...sparsely, ...list], options);
  const paths = new Set(listed.stdout.toString("latin1").split("\0").filter(Boolean));
  const looks = await inChunks([...paths], async (bytes) => {
    const path = Buffer.from(bytes, "latin1").toString("utf8");
    return { path, look: await lookAt(place.top, path, Number.POSITIVE_INFINITY) };
  });
  const leftOut = looks.flatMap(({ path, look }): LeftOut[] => {
    if (path.endsWith("/")) return [{ path: path.slice(0, -1), reason: "repository" }];
    if (words.includes(`invalid path '${path}'`)) return [{ path, reason: "name" }];
    return look === "unreadable" ? [{ path, reason: "unreadable" }] : [];
  });
  if (leftOut.length === 0 && !cameAndWent.test(words)) throw gitFailure(options.doing, words);
  return leftOut;
}
