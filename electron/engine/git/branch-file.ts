import { join } from "node:path";
import { readGitFile } from "../files/git-files";
import type { Repository } from "./repository";

/** Branches that are stored as files, git's older format. Source: gitrepository-layout(5). */

/** The full name of the branch that is checked out; undefined for a detached HEAD. */
export async function currentBranch(repo: Pick<Repository, "gitDir">): Promise<string | undefined> {
  const head = (await readGitFile(join(repo.gitDir, "HEAD")))?.toString("utf8") ?? "";
  return /^ref:[ \t]*(refs\/heads\/\S.*?)\s*$/.exec(head)?.[1];
}

/**
 * The commit of a branch.
 * @returns its id; undefined for a branch without a commit; "other" for anything but a plain branch
 */
export async function branchCommit(
  repo: Pick<Repository, "commonDir">,
  ref: string,
): Promise<string | "other" | undefined> {
  const loose = (await readGitFile(join(repo.commonDir, ref)))?.toString("latin1").trim();
  if (loose !== undefined) return /^[0-9a-f]{40}$/.test(loose) ? loose : "other";
  const packed = (await readGitFile(join(repo.commonDir, "packed-refs")))?.toString("utf8") ?? "";
  for (const line of packed.split("\n")) if (line.slice(41) === ref) return line.slice(0, 40);
  return undefined;
}
