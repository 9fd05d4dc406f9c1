import { homedir } from "node:os";
import { join } from "node:path";

/** Where the app keeps what is not in the repository. The command line uses the same folders. */
export interface Home {
  readonly root: string;
  readonly settings: string;
  /** What was trusted of which repository, and the key that vouches for it: see trust-store.ts. */
  readonly trust: { readonly list: string; readonly key: string };
  /** One run's recording and events. */
  run(project: string, run: string): string;
  /** All runs of a project. */
  runs(project: string): string;
  /** What the logs of a project's runs say: a cache. */
  runIndex(project: string): string;
  /** The runs of others that were imported into a project. They are nobody's to decide on. */
  imported(project: string): string;
  /** Recordings of others that are open now, and the indexes of those that were opened lately: a cache. */
  readonly opened: string;
  /** What is read of a project's shared runs: a cache. */
  shared(project: string): string;
  /** What the app itself notes of one run, outside of the run's folder. */
  journal(project: string, run: string): string;
  /** Where the folder of a run goes that cannot be read and was discarded. */
  setAside(project: string, run: string): string;
  /** One run's working tree, outside of every repository. */
  worktree(project: string, run: string): string;
}

/**
 * Finds the data folder: SPECWRIGHT_HOME, or the platform's place for application data.
 * @param env the process's environment
 */
export function findHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Home {
  const root = env["SPECWRIGHT_HOME"] ?? platformHome(env, platform);
  return {
    root,
    settings: join(root, "settings.json"),
    trust: { list: join(root, "trust.json"), key: join(root, "trust.key") },
    runs: (project) => join(root, "runs", project),
    run: (project, run) => join(root, "runs", project, run),
    runIndex: (project) => join(root, "run-index", `${project}.jsonl`),
    imported: (project) => join(root, "imported", project),
    opened: join(root, "opened"),
    shared: (project) => join(root, "shared", project),
    journal: (project, run) => join(root, "journals", project, `${run}.jsonl`),
    setAside: (project, run) => join(root, "set-aside", project, run),
    worktree: (project, run) => join(root, "worktrees", project, run),
  };
}

function platformHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): string {
  if (platform === "darwin")
    return join(homedir(), "Library", "Application Support", "Specwright Data");
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] ?? join(homedir(), "AppData", "Local"), "Specwright Data");
  return join(env["XDG_DATA_HOME"] ?? join(homedir(), ".local", "share"), "specwright");
}
