import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { withTemporaryFolder } from "../../system/disk";
import { commitTree, identityVariables, objectId } from "./commit";
import { inConflict, noBranch, nothingToCommit } from "./commit-refusals";
import type { ConfigEntry } from "./configuration";
import { git } from "./git";
import type { Identity } from "./identity";
import { commitOf } from "./keep";
import { readOwnConfiguration } from "./own-configuration";
import { movingRef } from "./ref-transaction";
import type { Repository } from "./repository";

export interface CommitByGit {
  readonly paths: readonly string[];
  readonly message: string;
  readonly by: Identity;
  readonly entries: readonly ConfigEntry[];
}

/**
 * Commits files with the system's git, for any kind of repository. The tree is written with a private index. Then
 * the real index gets the same entries while the branch is locked, and the branch moves. No hook runs.
 * @returns the commit
 * @throws {Problem} `detached-head`, `nothing-to-commit`, `not-trusted`, `git-busy`, `git-failed`, `git-missing`
 */
export async function commitByGit(repo: Repository, given: CommitByGit): Promise<string> {
  const { paths, message, by } = given;
  const doing = "commit the documents";
  const head = await git(repo, ["symbolic-ref", "-q", "HEAD"], { doing, answers: [0, 1] });
  const ref = head.text().trim();
  if (!ref.startsWith("refs/heads/")) throw noBranch();
  await requireNoConflict(repo, paths);
  await requireNoFilter(repo, given.entries, paths);
  const parent = await commitOf(repo, ref);
  const names = paths.map((path) => `${path}\0`).join("");
  const tree = await withTemporaryFolder(async (folder) => {
    const options = { doing, writes: true, env: { GIT_INDEX_FILE: join(folder, "index") } };
    const all = ["-c", "core.sparseCheckout=false", "-c", "core.splitIndex=false"];
    if (parent !== undefined) await git(repo, [...all, "read-tree", parent], options);
    const add = [...all, "update-index", "--add", "--remove", "--replace", "-z", "--stdin"];
    await git(repo, add, { ...options, input: names });
    return (await git(repo, [...all, "write-tree"], options)).text().trim();
  });
  if (parent !== undefined && tree === (await objectId(repo, `${parent}^{tree}`)))
    throw nothingToCommit();
  const commit = await commitTree(repo, {
    tree,
    parents: parent === undefined ? [] : [parent],
    message,
    by,
  });
  const none = "0".repeat(commit.length);
  const now = await entriesOf(repo, tree, paths);
  const entries = paths.map((path) => `${now.get(path) ?? `0 ${none}`}\t${path}\0`);
  const subject = message.split("\n", 1)[0] ?? "";
  const move = {
    ref,
    to: commit,
    from: parent ?? none,
    reason: `${parent === undefined ? "commit (initial)" : "commit"}: ${subject}`,
    env: identityVariables(by),
  };
  await movingRef(repo, move, async () => {
    const index = ["update-index", "--replace", "-z", "--index-info"];
    await git(repo, index, { doing, writes: true, input: entries.join("") });
  });
  return commit;
}

/** Mode and blob of each path that a tree contains. */
async function entriesOf(
  repo: Repository,
  tree: string,
  paths: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const args = ["ls-tree", "-z", "--full-tree", tree, "--", ...paths];
  const listed = (await git(repo, args, { doing: "read a tree" })).text().split("\0");
  return new Map(
    listed.flatMap((line) => {
      const [, mode, blob, path] = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line) ?? [];
      return path === undefined ? [] : [[path, `${mode} ${blob}`] as const];
    }),
  );
}

/** @throws {Problem} `merge-conflict` */
async function requireNoConflict(repo: Repository, paths: readonly string[]): Promise<void> {
  const args = ["ls-files", "--unmerged", "-z", "--", ...paths];
  const found = (await git(repo, args, { doing: "look for conflicts" })).text();
  if (found !== "") throw inConflict(found);
}

/**
 * Before trust no filter runs, not even the person's own. A commit without the filter would have wrong content, so
 * it is refused.
 */
async function requireNoFilter(
  repo: Repository,
  entries: readonly ConfigEntry[],
  paths: readonly string[],
): Promise<void> {
  if (repo.trusted) return;
  const lines = [...entries, ...(await readOwnConfiguration(repo, { includes: true }))];
  const own = new Set(
    lines.flatMap(({ key }) => /^filter\.(.+)\.(?:clean|process)$/s.exec(key)?.[1] ?? []),
  );
  if (own.size === 0) return;
  const asked = await git(repo, ["check-attr", "-z", "filter", "--stdin"], {
    doing: "read the attributes of the documents",
    input: paths.map((path) => `${path}\0`).join(""),
  });
  const fields = asked.text().split("\0");
  const filters = fields.filter((_, index) => index % 3 === 2);
  if (filters.some((name) => own.has(name)))
    throw new Problem(
      "not-trusted",
      "This project has its documents filtered by a command. Trust the project, then commit again.",
      filters.join("\n"),
    );
}
