import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What an agent's terminal gave it to read. */
export interface Heard {
  /** A folder for the PATH, in which the agent's name is a program that writes down what it hears. */
  readonly folder: string;
  /** What was typed, without what a terminal says by itself. */
  keys(): Promise<string>;
  /** What the terminal said by itself besides its focus. */
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
 * Puts script(1) of util-linux between an agent and its terminal, which passes everything on and writes down what is read.
 * @param program the agent's program, absolute
 */
export async function hear(
  name: string,
  program: string,
  { base }: { readonly base: string },
): Promise<Heard> {
  const folder = join(base, "bin");
  const log = join(base, "heard");
  await mkdir(folder);
  const text = [
    "#!/bin/bash",
    // Only what has a terminal is heard: the app also asks an agent for its options.
    `if [ ! -t 0 ]; then exec '${program}' "$@"; fi`,
    `printf -v line '%q ' '${program}' "$@"`,
    `SHELL=/bin/bash exec script -q -f -e -I '${log}' -O /dev/null -c "exec $line"`,
    "",
  ].join("\n");
  await writeFile(join(folder, name), text, { mode: 0o755 });
  const all = async () =>
    (await readFile(log, "utf8").catch(() => ""))
      .replace(/^Script started on .*\n/, "")
      .replace(/\nScript done on .*\n$/, "");
  return {
    folder,
    keys: async () => (await all()).replaceAll(said, ""),
    answers: async () => ((await all()).match(said) ?? []).filter((one) => !/\[[IO]$/.test(one)),
  };
}
