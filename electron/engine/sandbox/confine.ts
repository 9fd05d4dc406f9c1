import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { Adapter } from "@shared/agents/adapter";
import { type Confinement, type Limits, limitingCommand, sandboxArguments } from "./arguments";
import { borrowedObjects, makeGitView } from "./git-view";
import type { Sandbox } from "./probe";
import { readablePaths } from "./readable";

/** The command line before each program of a run, which confines the program and all that it starts. */
export type ConfiningCommand = readonly [string, ...string[]];

export interface RunToConfine extends Pick<Confinement, "cwd" | "tree" | "written"> {
  readonly commonDir: string;
  /** Git's own folder of the run's tree. */
  readonly gitDir: string;
  readonly runFolder: string;
  /** The run's private files, outside of its own folder. The folder is made. */
  readonly privateFolder: string;
  /** The app's data folder. */
  readonly data: string;
  /** The environment of the run's agent. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The programs that the run starts, and files beside which they are installed. */
  readonly programs: readonly string[];
  /** Files that the person's command names. They need not exist. */
  readonly named?: readonly string[];
  /** Further files and folders that programs read. */
  readonly files?: readonly string[];
  /** The agent's own folders. */
  readonly folders: Adapter["folders"];
  readonly network?: Confinement["network"];
  readonly limits?: Limits;
}

/** The folder of a run's view; see `git-view.ts`. */
export const viewIn = (privateFolder: string): string => join(privateFolder, "git");

/**
 * Prepares the sandbox of a run.
 * @throws {Problem} `cannot-write`
 */
export async function confine(
  sandbox: Extract<Sandbox, { kind: "bubblewrap" }>,
  run: RunToConfine,
): Promise<ConfiningCommand> {
  const home = await realPathOf(run.env["HOME"] ?? "/nonexistent");
  const [data, tree, runFolder, gitDir, commonDir] = (await Promise.all(
    [run.data, run.tree, run.runFolder, run.gitDir, run.commonDir].map(realPathOf),
  )) as [string, string, string, string, string];
  await mkdir(run.privateFolder, { recursive: true, mode: 0o700 });
  const view = viewIn(await realPathOf(run.privateFolder));
  const git = { commonDir, gitDir, view };
  const [borrowed] = await Promise.all([
    borrowedObjects(git),
    makeGitView({ ...git, borrowed: [] }),
  ]);
  const hidden = [...(home === "/" ? [] : [home]), data];
  const { readable, masked } = await readablePaths({
    home,
    hidden: [...hidden, "/tmp", "/var/tmp", "/run"],
    path: run.env["PATH"] ?? "",
    programs: run.programs,
    named: run.named ?? [],
  });
  const place = placeIn(run.env, home);
  const args = sandboxArguments({
    tree,
    cwd: join(tree, run.cwd.slice(run.tree.length)),
    git: { ...git, borrowed },
    runFolder,
    written: run.written,
    hidden,
    readable: [...readable, ...run.folders.read.flatMap(place), ...(run.files ?? [])],
    masked,
    writable: await writableOf(run.folders.write.flatMap(place)),
    network: run.network ?? "open",
    limits: run.limits ?? {},
  });
  return [
    ...sandbox.command,
    ...args,
    "--",
    ...limitingCommand(run.limits ?? {}),
    ...sandbox.inner,
  ];
}

/** Makes the agent's folders, so that what it writes at its first start stays. */
async function writableOf(places: readonly string[]): Promise<string[]> {
  const made = places.map(async (place) => {
    if (place.endsWith("/"))
      await mkdir(place, { recursive: true, mode: 0o700 }).catch(() => undefined);
    return place.replace(/\/$/, "");
  });
  return Promise.all(made);
}

/** The path of an adapter's folder; none for a variable that is not set. */
const placeIn =
  (env: Readonly<Record<string, string | undefined>>, home: string) =>
  (place: string): string[] => {
    const [, variable, rest = ""] = /^\$([A-Z_]+)\/(.*)$/.exec(place) ?? [];
    if (variable !== undefined) {
      const folder = env[variable];
      return folder?.startsWith("/") ? [join(folder, rest, "/")] : [];
    }
    return [place.replace(/^~\//, `${home}/`)];
  };

/** The path without symbolic links, also when its last part does not exist. */
const realPathOf = async (path: string): Promise<string> =>
  realpath(path).catch(async () =>
    join(await realpath(dirname(path)).catch(() => dirname(path)), basename(path)),
  );
