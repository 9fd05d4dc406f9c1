import { type GitPlace, git } from "./git";
import type { Identity } from "./identity";

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

/** The id of an object that must exist: a commit, `commit^{tree}`, `commit:path`. */
export async function objectId(
  repo: GitPlace,
  name: string,
  env?: Readonly<Record<string, string>>,
): Promise<string> {
  const args = ["rev-parse", "-q", "--verify", "--end-of-options", name];
  const options = { doing: `find ${name}` };
  return (await git(repo, args, env === undefined ? options : { ...options, env })).text().trim();
}
