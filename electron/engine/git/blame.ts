import { type GitPlace, git, gitFailure } from "./git";

/** One line of a committed file, and the commit that last changed it. */
export interface BlamedLine {
  readonly text: string;
  readonly commit: string;
  /** The file's path in that commit. */
  readonly path: string;
}

/**
 * The lines of a file in a commit, each with the commit that last changed it.
 * @returns undefined when the commit does not contain the file
 */
export async function blame(
  repo: GitPlace,
  commit: string,
  path: string,
): Promise<BlamedLine[] | undefined> {
  const doing = `see who changed ${path}`;
  const result = await git(
    repo,
    // A text conversion would run a program of the repository, and the file with revisions to ignore may be
    // missing.
    ["blame", "--line-porcelain", "--no-textconv", "--no-ignore-revs-file", commit, "--", path],
    { doing, answers: [0, 128] },
  );
  if (/^fatal: no such path/m.test(result.stderr)) return undefined;
  if (result.exitCode !== 0) throw gitFailure(doing, result.stderr);
  const lines: BlamedLine[] = [];
  let at = { commit: "", path };
  for (const line of result.text().split("\n")) {
    if (line.startsWith("\t")) lines.push({ ...at, text: line.slice(1) });
    else if (line.startsWith("filename ")) at = { ...at, path: unquoted(line.slice(9)) ?? path };
    else {
      const [, id] = /^([0-9a-f]{40,64}) \d+ \d+(?: \d+)?$/.exec(line) ?? [];
      if (id !== undefined) at = { commit: id, path };
    }
  }
  return lines;
}

/** The name; undefined for one that git had to quote. */
const unquoted = (name: string): string | undefined => (name.startsWith('"') ? undefined : name);
