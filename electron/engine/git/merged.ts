import { type GitPlace, git } from "./git";
import { commitOf } from "./keep";
import { readTrailer } from "./trailer";

/**
 * Finds the commit of an earlier approval on the person's branch that was not logged, because the app ended
 * before. The search includes the recording's digest, which an agent cannot know, so that an agent's own commit
 * with the run's name does not count.
 * @param run.base the commit from which the run started
 * @param run.recording SHA-256 of the recording, in hex
 * @returns the commit, or undefined
 */
export async function mergedCommit(
  repo: GitPlace,
  run: {
    readonly run: string;
    readonly branch: string;
    readonly base: string;
    readonly recording: string;
  },
): Promise<string | undefined> {
  const { branch, base } = run;
  const tip = await commitOf(repo, `refs/heads/${branch}`);
  // The branch may be gone, or have nothing new.
  if (tip === undefined || tip === base) return undefined;
  const wanted = { Run: run.run, Recording: `sha256:${run.recording}` };
  const args = ["rev-list", "--fixed-strings", "--all-match"];
  const words = Object.entries(wanted).map(([key, value]) => `--grep=${key}: ${value}`);
  const found = await git(repo, [...args, ...words, `refs/heads/${branch}`, `^${base}`, "--"], {
    doing: "look for the run's commit",
  });
  for (const commit of found.text().split("\n").filter(Boolean)) {
    const trailers = Object.entries(wanted).map(
      async ([key, value]) => (await readTrailer(repo, commit, key)) === value,
    );
    if ((await Promise.all(trailers)).every(Boolean)) return commit;
  }
  return undefined;
}
