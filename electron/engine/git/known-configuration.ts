import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { type FileState, fileState } from "../files/file-state";
import { readGitFile } from "../files/git-files";
import { createRecent } from "../files/recent";
import { type ConfigEntry, readConfiguration } from "./configuration";

interface Known {
  readonly entries: readonly ConfigEntry[];
  readonly states: ReadonlyMap<string, FileState["state"]>;
  /** The stand-in's file of configuration. */
  readonly standIn: string;
}

/** The number of folders whose configuration is cached. */
const mostKnown = 128;
const known = createRecent<Known>(mostKnown);
/** What was learnt last and holds in every working tree of the person's: see `sameElsewhere`. */
let learnt: Known | undefined;

/**
 * Milliseconds within which two changes of a file may have the same time, because the kernel's clock ticks every
 * few milliseconds.
 */
const timesAreCoarse = 100;

/**
 * The git configuration with a stand-in for the repository's own: the person's files, and the stand-in's lines.
 * Git is asked only after one of the files has changed, because asking takes a process, and starting one blocks
 * the app. The result is cached only when no include of the person's files depends on the branch.
 * @param folders the variables that name git's folders
 * @param settled milliseconds that a file must have been unchanged
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
  const same = learnt && (await sameElsewhere(learnt, standIn));
  if (same) {
    known.set(key, same);
    return same.entries;
  }
  const entries = await readConfiguration(top, folders);
  const paths = [...new Set([...places(folders), ...filesOf(entries, top)])];
  const files = await Promise.all(
    paths.map(async (path) => ({ path, ...(await fileState(path)) })),
  );
  const plain =
    !entries.some(({ key }) => key.startsWith("includeif.onbranch:")) &&
    // The stand-in is only replaced as a whole, which always changes its state.
    files.every(({ path, changedAt }) => path === standIn || changedAt < began - settled);
  if (plain) {
    const states = new Map(files.map(({ path, state }) => [path, state]));
    const found = { entries, states, standIn };
    known.set(key, found);
    if ("GIT_COMMON_DIR" in folders && !entries.some(({ key }) => key.startsWith("includeif.")))
      learnt = found;
  }
  return entries;
}

/**
 * Twenty runs have twenty working trees, and git reads the same files for each: where nothing that is included depends
 * on the place, and the stand-ins say the same, so does git.
 * @param standIn the other place's file of configuration
 * @returns undefined where git has to be asked
 */
async function sameElsewhere(from: Known, standIn: string): Promise<Known | undefined> {
  if (!places({}).every((path) => from.states.has(path))) return undefined;
  const [mine, theirs] = await Promise.all([readGitFile(standIn), readGitFile(from.standIn)]);
  if (mine === undefined || theirs === undefined || !mine.equals(theirs)) return undefined;
  if (!(await isAsBefore(from))) return undefined;
  const states = new Map(from.states);
  states.delete(from.standIn);
  states.set(standIn, (await fileState(standIn)).state);
  const origin = `file:${from.standIn}`;
  const entries = from.entries.map((entry) =>
    entry.origin === origin ? { ...entry, origin: `file:${standIn}` } : entry,
  );
  return { entries, states, standIn };
}

/** The paths of the configuration files, existing or not: git-config(1), "FILES". */
function places({ GIT_COMMON_DIR: standIn }: Readonly<Record<string, string>>): string[] {
  const home = homedir();
  return [
    "/etc/gitconfig",
    join(process.env["XDG_CONFIG_HOME"] || join(home, ".config"), "git", "config"),
    join(home, ".gitconfig"),
    ...(standIn === undefined ? [] : [join(standIn, "config")]),
  ];
}

/** The files that were read, and the files that they would include. */
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
