import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import { readPlainFile } from "../files/plain-file";
import { type ConfigLine, readConfigurationText } from "./configuration-text";
import type { Layout } from "./layout";

/** A line of a repository's own configuration. */
export interface OwnLine extends ConfigLine {
  /** The conditions of the line in words: `only if onbranch:main`. */
  readonly onlyIf: readonly string[];
}

/** Bytes of one file; git's own file grows with the number of branches. */
const limits = { largest: 4_000_000, links: "followed" } as const;
/** Git's own limit; see config.c. */
const mostNested = 10;
/**
 * The largest number of files of one repository: the lines of a file that includes itself twice would double at
 * each level.
 */
const mostFiles = 100;

/**
 * Reads a repository's own configuration without git. A pipe or a device is never opened.
 * @param includes whether included files are read too, for any state of their conditions
 * @throws {Problem} `git-failed` for a file that git cannot read either
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

/** The condition of an include line; "" for none. Undefined for any other line. */
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
