import { Problem } from "@shared/base/problem";
import type { RunChange } from "@shared/contracts/runs";
import type { Run } from "@shared/runs/projection";
import { changeOf } from "@shared/runs/summary";
import { commitOf } from "../../git/keep";
import { mergedCommit } from "../../git/merged";
import { readChange } from "../../git/read-change";
import type { Repository } from "../../git/repository";

/**
 * The change of a shared run, if this repository has its commits; sharing copies the recording only. A commit that
 * names the recording's digest takes precedence over the commits that the copy names.
 * @throws {Problem} `run-not-ready` when the repository has none of them
 */
export async function sharedChange(
  repo: Repository,
  { created, state, shared }: Run,
): Promise<RunChange> {
  const change = changeOf(state);
  if (change === undefined || !("recording" in state))
    throw new Problem("run-not-ready", "The shared run has no change: nothing was captured.");
  const { commit } = change;
  const base = await commitHere(repo, created.base);
  if (base !== undefined) {
    const recording = shared?.original.digest ?? state.recording.digest;
    const approved =
      (await mergedCommit(repo, { ...created, base, recording })) ??
      (state.phase === "approved" ? await commitHere(repo, state.commit) : undefined);
    const before = approved && (await commitOf(repo, `${approved}^`));
    if (approved && before) return readChange(repo, before, approved);
    const captured = await commitHere(repo, commit);
    if (captured !== undefined) return readChange(repo, base, captured);
  }
  throw new Problem(
    "run-not-ready",
    `Only the recording was shared, and its change, commit ${commit.slice(0, 7)}, is not in this repository.`,
    commit,
  );
}

/**
 * A commit that a copy names, if the repository has it. The copy is not trusted, so only a full commit id is
 * looked up.
 */
const commitHere = async (repo: Repository, id: string): Promise<string | undefined> =>
  /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(id) ? commitOf(repo, id) : undefined;
