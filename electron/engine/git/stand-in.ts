import { join } from "node:path";
import { fileState } from "../files/file-state";
import { writeStandIn } from "../files/git-stand-in";
import { readPlainFile } from "../files/plain-file";
import { makePrivateFolder } from "../files/private-folder";
import { type ConfigLine, writeConfigurationText } from "./configuration-text";
import type { Layout } from "./layout";
import { readOwnConfiguration } from "./own-configuration";
import { isPlain } from "./risks";

/**
 * Git reads a repository's configuration from the common folder of its working trees. The app gives git another
 * folder in its place, made by this module: objects and refs are links to the repository's own, and the
 * configuration contains only lines that name no program, and the lines that the person trusted, with their values
 * at that time. So no other line can take effect, even one that is written into the repository at any later
 * moment.
 */

interface StandIn {
  readonly folder: string;
  readonly states: ReadonlyMap<string, string>;
}

const made = new Map<string, StandIn>();
const underway = new Map<string, Promise<string>>();
let place: Promise<string> | undefined;
let count = 0;

/** Milliseconds within which two changes of a file may have the same time. */
const timesAreCoarse = 2000;

/**
 * The stand-in for a repository's common folder, for the current state of its files.
 * @param trusted further lines of configuration, which take effect
 */
export function standInFor(layout: Layout, trusted: readonly ConfigLine[]): Promise<string> {
  const name = [layout.gitDir, layout.commonDir, JSON.stringify(trusted)].join("\0");
  const waiting = underway.get(name);
  if (waiting) return waiting;
  const making = renew(name, layout, trusted).finally(() => underway.delete(name));
  underway.set(name, making);
  return making;
}

async function renew(
  name: string,
  layout: Layout,
  trusted: readonly ConfigLine[],
): Promise<string> {
  const known = made.get(name);
  if (known && (await isAsBefore(known))) return known.folder;
  const { gitDir, commonDir } = layout;
  const folder = known?.folder ?? join(await privatePlace(), String(++count));
  const began = Date.now();
  const paths = [
    join(commonDir, "config"),
    join(gitDir, "config.worktree"),
    join(commonDir, "info/attributes"),
    join(commonDir, "info/exclude"),
  ];
  const before = await Promise.all(paths.map(fileState));
  const own = (await readOwnConfiguration(layout, { includes: false })).filter(isPlain);
  const lines = [
    ...own,
    { key: "core.bare", value: "false" },
    // Git LFS would create its folder in the stand-in.
    { key: "lfs.storage", value: join(commonDir, "lfs") },
    ...trusted,
  ];
  const [attributes, exclude] = await Promise.all(
    ["info/attributes", "info/exclude"].map((file) => readPlainFile(join(commonDir, file), info)),
  );
  const config = writeConfigurationText(lines);
  await writeStandIn(folder, commonDir, { config, info: { attributes, exclude } });
  const settled = before.every(({ changedAt }) => changedAt < began - timesAreCoarse);
  const states = new Map(paths.map((path, index) => [path, before[index]?.state ?? ""]));
  const ours = join(folder, "config");
  states.set(ours, settled ? (await fileState(ours)).state : "not settled");
  made.set(name, { folder, states });
  return folder;
}

/** The size limit in bytes of files that are copied beside the configuration. */
const info = { largest: 8_000_000, links: "followed" } as const;

async function isAsBefore({ states }: StandIn): Promise<boolean> {
  const looks = await Promise.all(
    [...states].map(async ([path, state]) => (await fileState(path)).state === state),
  );
  return looks.every(Boolean);
}

function privatePlace(): Promise<string> {
  place ??= makePrivateFolder("git").then(({ path, removeAtExit }) => {
    removeAtExit();
    return path;
  });
  return place;
}
