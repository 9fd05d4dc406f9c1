import { dirname, join } from "node:path";
import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { Redriven } from "@shared/runs/redriven";
import { removeFolder } from "../files/app-folders";
import { commitOf } from "../git/keep";
import type { Repository } from "../git/repository";
import { treeOnto } from "../git/start-again";
import { confineRun } from "./confine-run";
import { requireSandbox } from "./confinement";
import type { KnownRuns } from "./known-runs";
import { type RedriveParts, redrive } from "./redrive";
import { redriveTreeName } from "./redrive-trees";
import type { RunStore } from "./run-store";
import type { SupervisorParts } from "./supervisor-parts";

/**
 * Drives the agent of a finished run again in this project.
 * @param at a commit to begin from instead of the run's own, by any name that git knows
 * @throws {Problem} `run-missing`; see `redrive`; `bad-request` for an unknown commit
 */
export async function redriveRun(
  parts: SupervisorParts<never>,
  { runs, store }: { readonly runs: KnownRuns; readonly store: RunStore },
  id: RunId,
  at: string | undefined,
  signal: AbortSignal,
): Promise<Redriven> {
  const run = runs.get(id);
  const repository = parts.repository();
  const commit = at === undefined ? run.created.base : await namedCommit(repository, at);
  const { startedFrom: from } = run.created;
  const tree =
    from && (await treeOnto(repository, runs.get(from.run).created.base, from.checkpoint, commit));
  const events = (await store.events(id)).map(({ event }) => event);
  const { launcher, shell } = parts;
  const env = (await parts.personEnv?.()) ?? parts.env;
  const { sandbox } = await requireSandbox(parts, {});
  const name = redriveTreeName();
  const worktree = join(parts.home.worktrees(parts.projectId), name);
  const privateFolder = join(dirname(parts.home.sandbox(parts.projectId, id)), name);
  const within = run.created.folder ?? "";
  const folder = store.folder(id);
  const confine: RedriveParts["confine"] = async (program, itsEnv) =>
    sandbox &&
    confineRun(sandbox, parts, {
      worktree,
      cwd: join(worktree, within),
      runFolder: folder,
      privateFolder,
      env: itsEnv,
      program,
      written: [],
      isBuiltIn: true,
      folders: { read: [], write: [] },
    });
  const place = { repository, launcher, shell, env, folder, worktree, within, confine };
  try {
    return await redrive(run, events, { commit, tree }, place, signal);
  } finally {
    await removeFolder(privateFolder);
  }
}

/** @throws {Problem} `bad-request` when the commit does not exist */
async function namedCommit(repo: Repository, name: string): Promise<string> {
  // A name that begins with a dash would be an option.
  const found = name.startsWith("-") ? undefined : await commitOf(repo, name);
  if (found === undefined)
    throw new Problem("bad-request", `There is no commit called ${name} in this repository.`);
  return found;
}
