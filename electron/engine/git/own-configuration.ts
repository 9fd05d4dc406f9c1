import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import { readPlainFile } from "../files/plain-file";
import { type ConfigLine, readConfigurationText } from "./configuration-text";
import type { Layout } from "./layout";

/** A line of the configuration that a repository brings along. */
export interface OwnLine extends ConfigLine {
  /** What must hold for it, in words: `only if onbranch:main`. */
  readonly onlyIf: readonly string[];
}

/** Bytes of one file; git's own grows with the number of branches. */
const limits = { largest: 4_000_000, links: "followed" } as const;
/** As git limits it; see config.c. */
const mostNested = 10;
/** Files of one repository: a file that includes itself twice would double with each level. */
const mostFiles = 100;

/**
 * Reads what a repository's own configuration says, without git. A pipe or a device is never opened.
 * @param includes follows included files, whether or not their conditions hold now
 * @throws {Problem} `git-failed` for a file that git could not read either
 */
export async function readOwnConfiguration(
  { gitDir, commonDir }: Layout,
  { includes }: { readonly includes: boolean },
): Promise<OwnLine[]> {
  let files = 0;
  const read = async (path: string, depth: number, onlyIf: readonly string[]) => {
    files += 1;
    if (depth > mostNested || files > mostFiles) throw damaged(path);
    const bytes = await readPlainFile(path, limits);
    if (bytes === undefined) return [];
    const lines = readConfigurationText(bytes.toString("utf8"));
    if (lines === undefined) throw damaged(path);
    const all: OwnLine[] = [];
    for (const line of lines) {
      all.push({ ...line, onlyIf });
      const condition = includes ? conditionOf(line.key) : undefined;
      if (condition === undefined) continue;
      const further = condition === "" ? onlyIf : [...onlyIf, `only if ${condition}`];
      all.push(...(await read(includedFile(path, line.value), depth + 1, further)));
    }
    return all;
  };
  const shared = await read(join(commonDir, "config"), 0, []);
  const perTree = shared.findLast(({ key }) => key === "extensions.worktreeconfig")?.value ?? "";
  if (!/^(?:true|yes|on|1)$/i.test(perTree)) return shared;
  return [...shared, ...(await read(join(gitDir, "config.worktree"), 0, []))];
}

/** The condition of a line that includes a file; "" for none. Undefined for any other line. */
function conditionOf(key: string): string | undefined {
  if (key === "include.path") return "";
  return /^includeif\.(.+)\.path$/s.exec(key)?.[1];
}

const includedFile = (from: string, path: string): string =>
  path.startsWith("~/") ? join(homedir(), path.slice(2)) : resolve(dirname(from), path);

const damaged = (path: string): Problem =>
  new Problem(
    "git-failed",
    "Git could not read this repository's configuration. Repair its config file.",
    path,
  );
