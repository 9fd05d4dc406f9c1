import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { RunChange, RunTree } from "@shared/contracts/runs";
import type { LoggedEvent } from "@shared/runs/event";
import type { Run } from "@shared/runs/projection";
import { changeOf } from "@shared/runs/summary";
import { createRecent } from "../files/recent";
import { keptCheckpoints } from "../git/folded-checkpoints";
import { readChange } from "../git/read-change";
import type { Repository } from "../git/repository";
import { listTree } from "../git/tree-list";

/** The files and changes of runs at their checkpoints. */
export interface Moments {
  /** The files at a checkpoint, compared with the commit that the run started from. */
  tree(run: Run, commit: string, signal?: AbortSignal): Promise<RunTree>;
  /** The change at a checkpoint since another checkpoint, or since the commit that the run started from. */
  change(
    run: Run,
    commit: string,
    from: string | undefined,
    signal?: AbortSignal,
  ): Promise<RunChange>;
  /**
   * The commit that represents a moment: the base, the collected change, or a checkpoint. For a removed checkpoint
   * it is the nearest kept one before it, or the base.
   * @throws {Problem} `bad-request` for any other commit
   */
  kept(run: Run, commit: string): Promise<string>;
}

/** The number of cached answers; a change can have 2 MB. */
const mostHeld = 24;

/** @param events reads a run's log */
export function createMoments(
  repository: () => Repository,
  events: (run: RunId) => Promise<readonly LoggedEvent[]>,
): Moments {
  const trees = createRecent<RunTree>(mostHeld);
  const changes = createRecent<RunChange>(mostHeld);

  const kept = async (run: Run, commit: string): Promise<string> => {
    const { run: id, base } = run.created;
    if (commit === base) return base;
    if (changeOf(run.state)?.commit === commit) return commit;
    const checkpoints = (await events(id)).flatMap(({ event }) =>
      event.type === "checkpoint" ? event : [],
    );
    const asked = checkpoints.findIndex((each) => each.commit === commit);
    if (asked < 0)
      throw new Problem("bad-request", "The run was never at this commit.", `${id} ${commit}`);
    const there = await keptCheckpoints(repository(), id);
    // Any program can move a ref, so its commit is compared with the log.
    const found = checkpoints
      .slice(0, asked + 1)
      .findLast((each) => there.get(each.seq) === each.commit);
    return found?.commit ?? base;
  };

  return {
    kept,
    async tree(run, commit, signal) {
      const shown = await kept(run, commit);
      const key = `${run.created.run} ${shown}`;
      const tree =
        trees.get(key) ?? (await listTree(repository(), run.created.base, shown, signal));
      trees.set(key, tree);
      return tree;
    },
    async change(run, commit, from, signal) {
      const { run: id, base } = run.created;
      const shown = await kept(run, commit);
      const since = from === undefined ? base : await kept(run, from);
      const key = `${id} ${since} ${shown}`;
      const change = changes.get(key) ?? (await readChange(repository(), since, shown, signal));
      changes.set(key, change);
      return change;
    },
  };
}
