import { readTracked, type TrackedFile } from "../files/tracked-file";
import { currentBranch } from "./branch-file";
import { commitByGit } from "./commit-by-git";
import { commitHere } from "./commit-here";
import { inConflict, noBranch } from "./commit-refusals";
import { namedPerson } from "./identity";
import { inChunks } from "./in-chunks";
import { changingBranch } from "./in-turn";
import { UnknownIndex, UnmergedPath } from "./index-file";
import { configurationFor, whyGit } from "./plain";
import type { Repository } from "./repository";
import { checkNothingUnderWay } from "./working-tree";

/**
 * Commits some files of the working tree, including new and deleted ones, and nothing else: other staged changes
 * stay staged. No hook runs, and the commit is not signed.
 * @param paths project paths
 * @returns the commit, and the reason why git was needed, if it was
 * @throws {Problem} `no-identity`, `detached-head`, `local-changes` during a merge or the like, `merge-conflict`,
 * `nothing-to-commit`, `not-trusted`, `git-busy`, `git-failed`, `cannot-write`, `outside-project`
 */
export async function commitPaths(
  repo: Repository,
  paths: readonly string[],
  message: string,
): Promise<{ commit: string; byGit: string | undefined }> {
  return changingBranch(repo, () => commitNow(repo, paths, message), {
    doing: "a commit of documents",
  });
}

async function commitNow(repo: Repository, paths: readonly string[], message: string) {
  const { entries, by } = await ready(repo);
  const files = await readAll(repo, paths);
  const tidy = tidyMessage(message);
  let byGit = await whyGit(repo, entries, files);
  if (byGit === undefined)
    try {
      return {
        commit: await commitHere(repo, { files: plain(files), message: tidy, by, entries }),
        byGit,
      };
    } catch (error) {
      if (error instanceof UnmergedPath) throw inConflict(error.message);
      if (!(error instanceof UnknownIndex)) throw error;
      byGit = error.message;
    }
  return { commit: await commitByGit(repo, { paths, message: tidy, by, entries }), byGit };
}

/**
 * Checks whether a commit can be made now.
 * @throws {Problem} `no-identity`, `detached-head`, `local-changes`
 */
export async function checkCommittable(repo: Repository): Promise<undefined> {
  await ready(repo);
  if ((await currentBranch(repo)) === undefined) throw noBranch();
}

async function ready(repo: Repository) {
  const [entries] = await Promise.all([
    configurationFor(repo),
    checkNothingUnderWay(repo, "commit again"),
  ]);
  return { entries, by: namedPerson(entries) };
}

async function readAll(repo: Repository, paths: readonly string[]) {
  const read = await inChunks(
    paths,
    async (path) => [path, await readTracked(repo.top, path)] as const,
  );
  return new Map(read);
}

const plain = (files: ReadonlyMap<string, TrackedFile | "missing" | "other">) =>
  new Map([...files].flatMap(([path, file]) => (file === "other" ? [] : [[path, file] as const])));

/** Cleans up a message like git: no blanks at line ends, no empty lines at the beginning and end, one line end. */
export function tidyMessage(message: string): string {
  const lines = message.replace(/\r\n?/g, "\n").replaceAll("\0", "").split("\n");
  return `${lines
    .map((line) => line.trimEnd())
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim()}\n`;
}
