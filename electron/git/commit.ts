import { type GitPlace, git, gitFailure } from "./git";
import type { Identity } from "./identity";
import { objectsOf } from "./object-reader";

export interface NewCommit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
  readonly by: Identity;
  readonly env?: Readonly<Record<string, string>>;
}

/** Variables which say who a commit, or an entry of a reflog, is by. */
export function identityVariables({ name, email }: Identity): Record<string, string> {
  return {
    GIT_AUTHOR_NAME: name,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: name,
    GIT_COMMITTER_EMAIL: email,
  };
}

/**
 * Writes a commit object; no branch moves, no hook runs.
 * @returns its object id
 */
export async function commitTree(repo: GitPlace, commit: NewCommit): Promise<string> {
  const parents = commit.parents.flatMap((parent) => ["-p", parent]);
  const result = await git(
    repo,
    ["commit-tree", "--no-gpg-sign", ...parents, "-F", "-", commit.tree],
    {
      doing: "write a commit",
      writes: true,
      input: commit.message,
      env: { ...commit.env, ...identityVariables(commit.by) },
    },
  );
  return result.text().trim();
}

/** The id of an object that must exist: `HEAD^{commit}`, `commit^{tree}`. */
export async function objectId(repo: GitPlace, name: string): Promise<string> {
  const doing = `find ${name}`;
  const found = await (await objectsOf(repo, doing)).info(name);
  if (found === undefined) throw gitFailure(doing, `${name} is not there`);
  return found.id;
}
