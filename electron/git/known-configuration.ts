import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { kindAt } from "../files/disk";
import { type FileState, fileState } from "../files/file-state";
import { createRecent } from "../files/recent";
import { type ConfigEntry, readConfiguration } from "./configuration";

interface Known {
  readonly entries: readonly ConfigEntry[];
  readonly states: ReadonlyMap<string, FileState["state"]>;
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
  const files = await Promise.all(
    paths.map(async (path) => ({ path, ...(await fileState(path)) })),
  );
  const plain =
    (await kindAt(join(top, ".git"))) === "folder" &&
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
    [...states].map(async ([path, state]) => (await fileState(path)).state === state),
  );
  return looks.every(Boolean);
}
