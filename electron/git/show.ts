import { type GitPlace, git } from "./git";

/** A file as a commit has it. */
export interface CommittedFile {
  /** Git's object id of the content. */
  readonly blob: string;
  readonly text: string;
}

/**
 * Reads a file of a commit; bytes that are no UTF-8 become replacement characters.
 * @param path relative to the repository's top, with forward slashes
 * @returns undefined when the commit has no such file
 */
export async function showFile(
  repo: GitPlace,
  commit: string,
  path: string,
): Promise<CommittedFile | undefined> {
  const name = `${commit}:${path}`;
  const found = await git(repo, ["rev-parse", "-q", "--verify", name], {
    doing: "look for a committed file",
    answers: [0, 1, 128],
  });
  if (found.exitCode !== 0) return undefined;
  const blob = found.text().trim();
  const content = await git(repo, ["cat-file", "blob", blob], { doing: "read a committed file" });
  return { blob, text: content.text() };
}
