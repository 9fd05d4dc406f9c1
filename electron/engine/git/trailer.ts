import { type GitPlace, git, gitFailure } from "./git";

/**
 * Reads a trailer of a commit's message.
 * @returns its value; undefined when the commit is missing, or has no such trailer or several
 */
export async function readTrailer(
  repo: GitPlace,
  commit: string,
  key: string,
): Promise<string | undefined> {
  const format = `--format=%(trailers:key=${key},valueonly,unfold)`;
  const shown = await git(repo, ["log", "-1", "--no-walk", format, commit], {
    doing: "read the commit's message",
    answers: [0, 128],
  });
  if (shown.exitCode === 128 && !/bad (?:revision|object)|unknown revision/.test(shown.stderr))
    throw gitFailure("read the commit's message", shown.stderr);
  const values = shown.text().split("\n").filter(Boolean);
  return shown.exitCode === 0 && values.length === 1 ? values[0] : undefined;
}
