import { join } from "node:path";
import { assignedSecrets } from "@shared/recordings/assigned-secrets";
import { putFiles, withTemporaryFolder } from "../../system/disk";
import { copyAlong, readBeginning, removeCopy, sizeToCopy } from "../files/copy-along";
import { readPlainFile } from "../files/plain-file";
import { type GitPlace, git } from "./git";
import { inChunks } from "./in-chunks";

/**
 * The file at a repository's top that lists the ignored files to copy into a run's working tree, in the syntax of
 * `.gitignore`. Other tools that make working trees read it as well.
 */
export const includeFile = ".worktreeinclude";

/** Bytes. A larger file has to be made by a set-up command, or is missing. */
const largestFile = 100_000_000;
const largestAll = 1_000_000_000;
const mostFiles = 50_000;
/** Bytes at the beginning of a file that are searched for secrets. */
const mostRead = 256_000;
/** The number of files that are searched for secrets; files of settings are near the top. */
const mostSearched = 1_000;

/** Milliseconds. */
const patience = 30_000;

/** The ignored files to copy. */
export interface TakeAlong {
  /** Paths relative to the repository's top. */
  readonly files: readonly string[];
  /** The files that the list names and that are too large. */
  readonly tooLarge: readonly string[];
}

const nothing: TakeAlong = { files: [], tooLarge: [] };

/**
 * Finds the files of the person's working tree that git ignores and that `.worktreeinclude` names. Links and
 * tracked files are never included.
 * @throws {Problem} `git-failed` for a list that is not a file, and when git cannot list the files
 */
export async function findTakeAlong(place: GitPlace): Promise<TakeAlong> {
  const limits = { largest: 64_000, links: "left" } as const;
  const list = await readPlainFile(join(place.top, includeFile), limits);
  if (list === undefined) return nothing;
  const [asked, ignored] = await withTemporaryFolder(async (folder) => {
    await putFiles(folder, { patterns: list.toString("utf8") });
    return Promise.all([
      listed(place, ["--ignored", `--exclude-from=${join(folder, "patterns")}`]),
      listed(place, ["--ignored", "--exclude-standard"]),
    ]);
  });
  const both = new Set(ignored);
  // A listed folder is an inner repository, which is not copied.
  const paths = asked.filter((path) => both.has(path) && !path.endsWith("/"));
  const sizes = await inChunks(nearestFirst(paths), async (path) => ({
    path,
    size: await sizeToCopy(place.top, path),
  }));
  const files: string[] = [];
  const tooLarge: string[] = [];
  let all = 0;
  for (const { path, size } of sizes) {
    if (size === undefined) continue;
    if (size > largestFile || all + size > largestAll || files.length >= mostFiles) {
      tooLarge.push(path);
      continue;
    }
    files.push(path);
    all += size;
  }
  return { files, tooLarge };
}

async function listed(place: GitPlace, more: readonly string[]): Promise<string[]> {
  const found = await git(place, ["ls-files", "--others", "-z", ...more], {
    doing: "list the ignored files",
    limit: patience,
  });
  return found.text().split("\0").filter(Boolean);
}

const depth = (path: string): number => path.split("/").length;
const nearestFirst = (paths: readonly string[]): string[] =>
  [...paths].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));

/** Secrets in files, with the names of these files. */
export interface SecretsInFiles {
  readonly values: readonly string[];
  readonly files: readonly string[];
}

/** The secrets in the files that are copied to a run's tree. */
export async function secretsIn(
  { top }: Pick<GitPlace, "top">,
  { files }: TakeAlong,
): Promise<SecretsInFiles> {
  const read = await inChunks(files.slice(0, mostSearched), async (path) => {
    const bytes = await readBeginning(top, path, mostRead);
    return {
      path,
      values: bytes?.includes(0) ? [] : assignedSecrets(bytes?.toString("utf8") ?? ""),
    };
  });
  const telling = read.filter(({ values }) => values.length > 0);
  return {
    values: [...new Set(telling.flatMap(({ values }) => values))],
    files: telling.map(({ path }) => path),
  };
}

/**
 * Copies the files into a working tree that was just checked out. A file that the tree does not ignore is left
 * out, because it would become part of the run's change.
 * @returns the copied paths
 * @throws {Problem} `cannot-write`, `git-failed`
 */
export async function takeAlong(
  place: GitPlace,
  { files }: TakeAlong,
  worktree: string,
): Promise<ReadonlySet<string>> {
  if (files.length === 0) return new Set();
  const made = new Set<string>();
  const done = await inChunks(files, async (path) => ({
    path,
    copied: await copyAlong(place.top, path, worktree, largestFile, made),
  }));
  const seen = new Set(
    await listed({ top: worktree, trusted: place.trusted }, ["--exclude-standard"]),
  );
  const given = new Set<string>();
  for (const { path, copied } of done)
    if (copied && seen.has(path)) await removeCopy(worktree, path);
    else if (copied) given.add(path);
  return given;
}
