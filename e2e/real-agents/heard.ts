import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** The input that an agent read from its terminal. */
export interface Heard {
  /** A folder for the PATH, with a program of the agent's name that records the agent's input. */
  readonly folder: string;
  /** The typed keys, without the terminal's own answers and reports. */
  keys(): Promise<string>;
  /** The terminal's own answers, without focus reports. */
  answers(): Promise<readonly string[]>;
}

const esc = String.fromCharCode(0x1b);
const bel = String.fromCharCode(0x07);
/** Answers to DA, DSR, DECRQM, the kitty keyboard and window sizes; focus; OSC, DCS and APC strings. */
const said = new RegExp(
  `${esc}\\[[?>=]?[\\d;]*(?:c|n|R|\\$y|u|t|I|O)|${esc}[\\]P_][^${esc}${bel}]*(?:${bel}|${esc}\\\\)`,
  "g",
);

/**
 * Puts script(1) of util-linux between an agent and its terminal, which passes everything on and records the
 * input.
 * @param program the agent's program, absolute
 * @param repository the repository of the run. The record lies in git's folder of the run's tree, because a confined
 *   program can write there and the test can read there.
 */
export async function hear(
  name: string,
  program: string,
  { base }: { readonly base: string },
  repository: string,
): Promise<Heard> {
  const folder = join(base, "bin");
  await mkdir(folder);
  const text = [
    "#!/bin/bash",
    // Recorded only with a terminal, because the app also runs an agent to list its options.
    `if [ ! -t 0 ]; then exec '${program}' "$@"; fi`,
    `printf -v line '%q ' '${program}' "$@"`,
    `SHELL=/bin/bash exec script -q -f -e -I "$(git rev-parse --absolute-git-dir)/heard" -O /dev/null -c "exec $line"`,
    "",
  ].join("\n");
  await writeFile(join(folder, name), text, { mode: 0o755 });
  const logOf = (tree: string) => join(repository, ".git/worktrees", tree, "heard");
  const recorded = async () => {
    const trees = await readdir(join(repository, ".git/worktrees")).catch(() => []);
    const texts = trees.map((tree) => readFile(logOf(tree), "utf8").catch(() => ""));
    return (await Promise.all(texts)).join("");
  };
  const all = async () =>
    (await recorded()).replace(/^Script started on .*\n/, "").replace(/\nScript done on .*\n$/, "");
  return {
    folder,
    keys: async () => (await all()).replaceAll(said, ""),
    answers: async () => ((await all()).match(said) ?? []).filter((one) => !/\[[IO]$/.test(one)),
  };
}
