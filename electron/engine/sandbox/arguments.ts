/** The folders and files of one run, and what its programs may do. All paths are absolute and without symbolic links. */
export interface Confinement {
  /** The run's working tree. */
  readonly tree: string;
  /** The folder in the tree in which programs start. */
  readonly cwd: string;
  readonly git: GitFolders;
  /** The run's folder. Programs can read it. */
  readonly runFolder: string;
  /** Files of the run's folder that the agent writes. They need not exist. */
  readonly written: readonly string[];
  /** Folders that appear empty: the home folder and the app's data folder. */
  readonly hidden: readonly string[];
  /** Folders and files inside of hidden folders that programs can read. */
  readonly readable: readonly string[];
  /** Files that appear empty although their folder is readable. */
  readonly masked: readonly string[];
  /** The agent's own folders and files, which it can write. */
  readonly writable: readonly string[];
  readonly network: "open" | "off";
  readonly limits: Limits;
}

/** Git's folders of a run. */
export interface GitFolders {
  /** Git's folder that all working trees of the repository share. */
  readonly commonDir: string;
  /** Git's own folder of the run's tree. */
  readonly gitDir: string;
  /** The run's private folder in place of the shared one; see `git-view.ts`. */
  readonly view: string;
  /** Object folders outside of the shared folder from which the repository borrows. */
  readonly borrowed: readonly string[];
}

export interface Limits {
  /** Bytes of memory for each process. */
  readonly memory?: number;
  /** Processes of the run's user, those of the run included. */
  readonly processes?: number;
  /** Seconds for each program. */
  readonly seconds?: number;
}

/** Folders with the sockets of the system's services, and the files in them that programs need to find servers. */
const runtime = { folder: "/run", read: ["systemd/resolve", "resolvconf", "NetworkManager"] };
/** The programs of a NixOS system are links in this folder. */
const nixos = "/run/current-system";

/** The file of the view that takes the place of the tree's `commondir`. */
export const commonDirFile = "specwright-commondir";
/** Parts of the view that programs can read only; see `git-view.ts`. */
export const readOnlyInView = [commonDirFile, "objects/info/alternates"] as const;
/** Folders of the repository that are shown in the view. */
export const shownInView = ["hooks", "info"] as const;

/**
 * The arguments of bubblewrap, up to the program that is to be confined. Later mounts cover earlier ones.
 * Source: bwrap(1), version 0.8.
 *
 * There is no `--new-session`: the terminal belongs to the run alone, and without it job control, resizing and
 * Ctrl-C work.
 */
export function sandboxArguments(run: Confinement): string[] {
  const { tree, git, runFolder } = run;
  const read = (path: string) => ["--ro-bind", path, path];
  const write = (path: string) => ["--bind", path, path];
  return [
    ...["--unshare-user", "--unshare-pid", "--unshare-ipc", "--unshare-uts"],
    ...["--unshare-cgroup-try", "--die-with-parent", "--cap-drop", "ALL"],
    ...(run.network === "off" ? ["--unshare-net"] : []),
    ...read("/"),
    ...["--dev", "/dev", "--proc", "/proc"],
    ...["/tmp", "/var/tmp", runtime.folder].flatMap((folder) => ["--tmpfs", folder]),
    ...runtime.read.flatMap((name) => tryRead(`${runtime.folder}/${name}`)),
    ...tryRead(nixos),
    ...byDepth(run.hidden).flatMap((folder) => ["--tmpfs", folder]),
    ...byDepth(run.readable).flatMap(tryRead),
    ...run.masked.flatMap((path) => ["--ro-bind", "/dev/null", path]),
    ...byDepth(run.writable).flatMap((path) => ["--bind-try", path, path]),
    ...git.borrowed.flatMap(tryRead),
    ...read(git.commonDir),
    ...write(git.gitDir),
    ...write(git.view),
    ...readOnlyInView.flatMap((name) => read(`${git.view}/${name}`)),
    ...shownInView.flatMap((name) => [
      "--ro-bind-try",
      `${git.commonDir}/${name}`,
      `${git.view}/${name}`,
    ]),
    ...["--ro-bind", `${git.view}/${commonDirFile}`, `${git.gitDir}/commondir`],
    ...read(`${git.gitDir}/gitdir`),
    ...write(tree),
    ...read(`${tree}/.git`),
    ...read(runFolder),
    ...run.written.flatMap((name) => [
      "--bind-try",
      `${runFolder}/${name}`,
      `${runFolder}/${name}`,
    ]),
    ...["--setenv", "TMPDIR", "/tmp", "--chdir", run.cwd],
  ];
}

/** The command that limits the program in its arguments; nothing without limits. */
export function limitingCommand({ memory, processes, seconds }: Limits): string[] {
  const limits = [
    ...(memory === undefined ? [] : [`--data=${memory}`]),
    ...(processes === undefined ? [] : [`--nproc=${processes}`]),
  ];
  return [
    ...(seconds === undefined ? [] : ["timeout", "--foreground", "--kill-after=5", `${seconds}`]),
    ...(limits.length === 0 ? [] : ["prlimit", ...limits, "--"]),
  ];
}

const tryRead = (path: string): string[] => ["--ro-bind-try", path, path];

/** A folder comes before the folders in it, whose mounts it would cover. */
const byDepth = (paths: readonly string[]): string[] =>
  [...new Set(paths)].sort((a, b) => a.split("/").length - b.split("/").length);
