import { lstat } from "node:fs/promises";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { createRecent } from "../files/recent";
import { systemCode } from "../files/system-error";
import { type ConfigEntry, readConfiguration } from "./configuration";

/** A file's state, in words that differ when the file was changed. */
type FileState = string;

interface Known {
  readonly entries: readonly ConfigEntry[];
  readonly states: ReadonlyMap<string, FileState>;
}

/** Folders whose configuration is held. */
const mostKnown = 16;
const known = createRecent<Known>(mostKnown);

/** Milliseconds within which two changes of a file may look like one; git has the same trouble with its index. */
const timesAreCoarse = 2000;

/**
 * The configuration that git would use in the top folder of a repository. Git itself is asked only when one of
 * the files has changed in which it looks: asking it takes a process, for which the app stands still each time.
 *
 * Held only where it is plain which files those are: not in linked working trees, nor where files include
 * others or there is one for each working tree.
 * @param settled milliseconds that a file must have been left alone
 */
export async function knownConfiguration(
  top: string,
  settled = timesAreCoarse,
): Promise<readonly ConfigEntry[]> {
  const before = known.get(top);
  if (before && (await isAsBefore(before))) return before.entries;
  const began = Date.now();
  const entries = await readConfiguration(top);
  const paths = [...new Set([...placesOf(top), ...filesOf(entries, top)])];
  const files = await Promise.all(paths.map(async (path) => ({ path, ...(await look(path)) })));
  const plain =
    (await isFolder(join(top, ".git"))) &&
    !entries.some(({ key }) => isInclude(key) || key === "extensions.worktreeconfig") &&
    files.every(({ changedAt }) => changedAt < began - settled);
  if (plain)
    known.set(top, { entries, states: new Map(files.map(({ path, state }) => [path, state])) });
  return entries;
}

const isInclude = (key: string): boolean => key === "include.path" || key.startsWith("includeif.");

/** Where git looks, whether or not anything is there: git-config(1), "FILES"; gitrepository-layout(5). */
function placesOf(top: string): string[] {
  const home = homedir();
  return [
    "/etc/gitconfig",
    join(process.env["XDG_CONFIG_HOME"] || join(home, ".config"), "git", "config"),
    join(home, ".gitconfig"),
    join(top, ".git", "config"),
    // With it, the configuration is another repository's.
    join(top, ".git", "commondir"),
  ];
}

const filesOf = (entries: readonly ConfigEntry[], top: string): string[] =>
  entries.flatMap(({ origin }) =>
    origin.startsWith("file:") ? resolve(top, origin.slice("file:".length)) : [],
  );

async function isAsBefore({ states }: Known): Promise<boolean> {
  const looks = await Promise.all(
    [...states].map(async ([path, state]) => (await look(path)).state === state),
  );
  return looks.every(Boolean);
}

/** `changedAt`: milliseconds since 1970; nothing changes what is missing. */
async function look(path: string): Promise<{ state: FileState; changedAt: number }> {
  try {
    const stats = await lstat(path, { bigint: true });
    // A link's own state says nothing of what it leads to.
    if (!stats.isFile()) return { state: "other", changedAt: Number.POSITIVE_INFINITY };
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    const changedAt = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    return { state: [dev, ino, size, mtimeNs, ctimeNs].join(" "), changedAt };
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) throw error;
    return { state: "missing", changedAt: 0 };
  }
}

const isFolder = (path: string): Promise<boolean> =>
  lstat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
