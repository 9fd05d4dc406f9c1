import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
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

/** Milliseconds within which two changes of a file may look like one: the kernel's clock ticks every few. */
const timesAreCoarse = 100;

/**
 * The configuration that git uses with a stand-in for the repository's own: the person's, and what the stand-in
 * holds. Git itself is asked only when one of the files has changed in which it looks: asking it takes a process,
 * for which the app stands still each time.
 *
 * Held only where the person's files do not choose by the branch what they include.
 * @param folders the variables that name git's folders
 * @param settled milliseconds that a file must have been left alone
 */
export async function knownConfiguration(
  top: string,
  folders: Readonly<Record<string, string>>,
  settled = timesAreCoarse,
): Promise<readonly ConfigEntry[]> {
  const key = [top, ...Object.values(folders)].join("\0");
  const before = known.get(key);
  if (before && (await isAsBefore(before))) return before.entries;
  const began = Date.now();
  const standIn = join(folders["GIT_COMMON_DIR"] ?? "", "config");
  const entries = await readConfiguration(top, folders);
  const paths = [...new Set([...places(folders), ...filesOf(entries, top)])];
  const files = await Promise.all(
    paths.map(async (path) => ({ path, ...(await fileState(path)) })),
  );
  const plain =
    !entries.some(({ key }) => key.startsWith("includeif.onbranch:")) &&
    // The stand-in is only ever replaced, which always shows.
    files.every(({ path, changedAt }) => path === standIn || changedAt < began - settled);
  if (plain)
    known.set(key, { entries, states: new Map(files.map(({ path, state }) => [path, state])) });
  return entries;
}

/** Where git looks, whether or not anything is there: git-config(1), "FILES". */
function places({ GIT_COMMON_DIR: standIn }: Readonly<Record<string, string>>): string[] {
  const home = homedir();
  return [
    "/etc/gitconfig",
    join(process.env["XDG_CONFIG_HOME"] || join(home, ".config"), "git", "config"),
    join(home, ".gitconfig"),
    ...(standIn === undefined ? [] : [join(standIn, "config")]),
  ];
}

/** The files that were read, and those that they would include. */
const filesOf = (entries: readonly ConfigEntry[], top: string): string[] =>
  entries.flatMap(({ origin, key, value }) => {
    if (!origin.startsWith("file:")) return [];
    const file = resolve(top, origin.slice("file:".length));
    const included = key === "include.path" || /^includeif\..+\.path$/s.test(key);
    return included
      ? [
          file,
          value.startsWith("~/") ? join(homedir(), value.slice(2)) : resolve(dirname(file), value),
        ]
      : [file];
  });

async function isAsBefore({ states }: Known): Promise<boolean> {
  const looks = await Promise.all(
    [...states].map(async ([path, state]) => (await fileState(path)).state === state),
  );
  return looks.every(Boolean);
}
