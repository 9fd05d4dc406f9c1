import { homedir } from "node:os";
import { join } from "node:path";
import type { ProjectId, RunId } from "@shared/base/ids";

/** The paths of the app's data outside of the repository. The command line uses the same folders. */
export interface Home {
  readonly root: string;
  readonly settings: string;
  /** The list of trusted repositories, and the key that signs it: see trust-store.ts. */
  readonly trust: { readonly list: string; readonly key: string };
  /** The folder of the person's own adapters; see own-adapters.ts. */
  readonly agents: string;
  /** The folder of one run's recording and events. */
  run(project: ProjectId, run: RunId): string;
  /** The folder of a project's runs. */
  runs(project: ProjectId): string;
  /** The index over the logs of a project's runs: a cache. */
  runIndex(project: ProjectId): string;
  /** The folder of imported runs of others. They can only be looked at. */
  imported(project: ProjectId): string;
  /** The folder of opened recordings of others, and of the indexes of recently opened ones: a cache. */
  readonly opened: string;
  /** The folder of a project's shared runs, read from the branch: a cache. */
  shared(project: ProjectId): string;
  /** The queue of a project's tasks; see scheduler/queue-file.ts. */
  queue(project: ProjectId): string;
  /** The app's journal of one run, outside of the run's folder. */
  journal(project: ProjectId, run: RunId): string;
  /** The new place of an unreadable run's folder after the run was discarded. */
  setAside(project: ProjectId, run: RunId): string;
  /** The folder of the working trees of a project's runs, outside of every repository. */
  worktrees(project: ProjectId): string;
  /** The private files of one run's sandbox. */
  sandbox(project: ProjectId, run: RunId): string;
  /** One run's working tree. */
  worktree(project: ProjectId, run: RunId): string;
}

/**
 * Finds the data folder: SPECWRIGHT_HOME, or the platform's folder for application data.
 * @param env the process's environment
 */
export function findHome(env: NodeJS.ProcessEnv, platform: NodeJS.Platform): Home {
  const root = env["SPECWRIGHT_HOME"] ?? platformHome(env, platform);
  return {
    root,
    settings: join(root, "settings.json"),
    trust: { list: join(root, "trust.json"), key: join(root, "trust.key") },
    agents: join(root, "agents"),
    runs: (project) => join(root, "runs", project),
    run: (project, run) => join(root, "runs", project, run),
    runIndex: (project) => join(root, "run-index", `${project}.jsonl`),
    imported: (project) => join(root, "imported", project),
    opened: join(root, "opened"),
    shared: (project) => join(root, "shared", project),
    queue: (project) => join(root, "queues", `${project}.json`),
    journal: (project, run) => join(root, "journals", project, `${run}.jsonl`),
    setAside: (project, run) => join(root, "set-aside", project, run),
    worktrees: (project) => join(root, "worktrees", project),
    sandbox: (project, run) => join(root, "sandboxes", project, run),
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
