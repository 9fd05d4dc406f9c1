import { join } from "node:path";
import { kindAt } from "../../system/disk";
import { readGitFile } from "../files/git-files";
import { createRecent } from "../files/recent";
import { configurationOf, type GitPlace, git } from "./git";
import { folderOf } from "./linked-tree";
import { isOn, setting } from "./plain";
import { type IndexContent, readIndexContent } from "./read-index";
import type { Repository } from "./repository";

/** A file or a submodule in an index or a commit. */
export interface Entry {
  readonly mode: string;
  readonly id: string;
  /** Its bytes, each as one character (latin1), because a name need not be UTF-8. */
  readonly path: string;
}

/** The tracked paths of a working tree's own index. */
export interface Tracked {
  readonly entries: readonly Entry[];
  /** Paths that a sparse checkout leaves out of the working tree. */
  readonly sparse: ReadonlySet<string>;
}

export const isGitlink = ({ mode }: Pick<Entry, "mode">): boolean => mode === "160000";

/** Converts strings whose characters are bytes to bytes for git. */
export const asInput = (records: readonly string[]): Buffer =>
  Buffer.from(records.map((each) => `${each}\0`).join(""), "latin1");

/** An entry's line for `update-index --index-info`. */
export const indexInfo = ({ mode, id, path }: Entry): string => `${mode} ${id}\t${path}`;
/** The line that removes a path from an index. */
export const indexRemoval = ({ id, path }: Pick<Entry, "id" | "path">): string =>
  `0 ${"0".repeat(id.length)}\t${path}`;

const records = (output: Buffer): string[] => output.toString("latin1").split("\0").slice(0, -1);

/** A cache: one start or approval needs the same commits several times, and the content of an id never changes. */
const recent = createRecent<readonly Entry[]>(6);
/** The largest number of entries of a cached commit. */
const mostHeld = 20_000;
/** Commits with more entries, as long as another part of the program uses them or memory is plenty. */
const recentLarge = createRecent<WeakRef<readonly Entry[]>>(2);
/** The submodules of commits: few, however large the commit is. */
const recentLinks = createRecent<readonly Entry[]>(64);

/** The name of a commit in the caches; undefined for a name whose content may change. */
const keyOf = (place: GitPlace, commit: string): string | undefined =>
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? `${place.top}\0${commit}` : undefined;

/** All entries of a commit or a tree, including submodules, in the order of an index. */
export async function entriesOf(place: GitPlace, commit: string): Promise<readonly Entry[]> {
  const key = keyOf(place, commit);
  const held = key === undefined ? undefined : (recent.get(key) ?? recentLarge.get(key)?.deref());
  if (held !== undefined) return held;
  const args = ["ls-tree", "-r", "-z", "--full-tree", commit];
  const listed = await git(place, args, { doing: "read a commit" });
  const entries = records(listed.stdout).map((line) => {
    const [mode = "", , id = ""] = line.slice(0, line.indexOf("\t")).split(" ");
    return { mode, id, path: line.slice(line.indexOf("\t") + 1) };
  });
  if (key === undefined) return entries;
  if (entries.length <= mostHeld) recent.set(key, entries);
  else recentLarge.set(key, new WeakRef(entries));
  recentLinks.set(key, entries.filter(isGitlink));
  return entries;
}

/** The submodules of a commit or a tree. */
export async function gitlinksOf(place: GitPlace, commit: string): Promise<readonly Entry[]> {
  const key = keyOf(place, commit);
  const held = key === undefined ? undefined : recentLinks.get(key);
  return held ?? (await entriesOf(place, commit)).filter(isGitlink);
}

/** What an index tracks, conflicts left out, and the tree that it makes where that is noted down in it. */
export async function readIndex(
  place: GitPlace,
  env: Readonly<Record<string, string>>,
): Promise<IndexContent> {
  const path = env["GIT_INDEX_FILE"] ?? join(env["GIT_DIR"] ?? "", "index");
  const bytes = await readGitFile(path).catch(() => undefined);
  const format = setting(await configurationOf(place, env), "extensions.objectformat");
  const read = bytes && readIndexContent(bytes, format === "sha256" ? 64 : 40);
  return read ?? { entries: await listIndex(place, env), tree: undefined };
}

/** Asks git what an index tracks that only git can read. */
async function listIndex(
  place: GitPlace,
  env: Readonly<Record<string, string>>,
): Promise<IndexContent["entries"]> {
  const args = ["ls-files", "-z", "-s", "-t", "--full-name", ":/"];
  const listed = await git(place, ["--no-literal-pathspecs", ...args], {
    doing: "read the index",
    env,
  });
  return records(listed.stdout).flatMap((line) => {
    const [tag, mode = "", id = "", stage] = line.slice(0, line.indexOf("\t")).split(" ");
    const path = line.slice(line.indexOf("\t") + 1);
    return stage === "0" ? [{ mode, id, path, skipped: tag === "S" }] : [];
  });
}

/**
 * Reads the index of a run's working tree: the files that its agent tracks, and those that a sparse checkout
 * leaves out. The agent may have written anything into it, so it only decides how the files on disk are read. The
 * repository's common folder is passed explicitly, because the agent may have named another one in the tree.
 * @returns undefined when there is no readable index
 */
export async function trackedIn(repo: Repository, worktree: string): Promise<Tracked | undefined> {
  const folder = await folderOf(repo, worktree);
  if (folder === undefined || (await kindAt(join(folder, "index"))) !== "file") return undefined;
  const place = { top: worktree, trusted: repo.trusted };
  const env = { GIT_DIR: folder, GIT_COMMON_DIR: repo.commonDir, GIT_WORK_TREE: worktree };
  const { entries } = await readIndex(place, env);
  const configuration = await configurationOf(place, env);
  const isSparse = isOn(setting(configuration, "core.sparsecheckout").toLowerCase());
  const skipped = entries.filter((entry) => isSparse && entry.skipped);
  return { entries, sparse: new Set(skipped.map(({ path }) => path)) };
}
