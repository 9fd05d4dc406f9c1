import { identityVariables } from "./commit";
import { type GitPlace, git } from "./git";
import { specwright } from "./identity";

/** Under which a run's checkpoints are kept. No branch list shows it; a clone or a push does not take it along. */
export const checkpointRefs = (run: string): string => `refs/specwright/checkpoints/${run}`;

/** @param seq counts from 1 */
export const checkpointRef = (run: string, seq: number): string => `${checkpointRefs(run)}/${seq}`;

const options = { writes: true, env: identityVariables(specwright) };

/** Keeps a checkpoint's commit; no reflog is made, which would keep it after its ref is gone. */
export async function setCheckpoint(repo: GitPlace, run: string, seq: number, commit: string) {
  await git(repo, ["update-ref", checkpointRef(run, seq), commit], {
    doing: "keep a checkpoint",
    ...options,
  });
}

/** The checkpoints of a run that are still kept: their commits by their numbers. */
export async function keptCheckpoints(repo: GitPlace, run: string): Promise<Map<number, string>> {
  const under = `${checkpointRefs(run)}/`;
  const args = ["for-each-ref", "--format=%(objectname) %(refname)", under];
  const listed = (await git(repo, args, { doing: "list the run's checkpoints" })).text();
  const kept = new Map<number, string>();
  for (const line of listed.split("\n")) {
    const [commit, ref] = line.split(" ");
    const seq = ref?.startsWith(under) ? Number(ref.slice(under.length)) : Number.NaN;
    if (commit && Number.isSafeInteger(seq)) kept.set(seq, commit);
  }
  return kept;
}

/** Lets go of checkpoints; git's own clean-up frees what nothing else needs. Those that are gone are fine. */
export async function dropCheckpoints(repo: GitPlace, run: string, seqs: readonly number[]) {
  if (seqs.length === 0) return;
  await git(repo, ["update-ref", "--stdin", "-z"], {
    doing: "let go of checkpoints",
    ...options,
    input: seqs.map((seq) => `delete ${checkpointRef(run, seq)}\0\0`).join(""),
  });
}
