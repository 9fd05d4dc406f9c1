import { join } from "node:path";
import { lockGitFile, objectDisk } from "../files/git-files";
import { commitTree, identityVariables } from "./commit";
import { configurationOf, type GitPlace, git } from "./git";
import { specwright } from "./identity";
import { isPlain } from "./new-objects";
import { loadObjects } from "./objects";
import type { Repository } from "./repository";

/**
 * The ref prefix of a run's checkpoints: each has a ref of its own while the run is active, and all are under one
 * ref afterwards (see `foldCheckpoints`). Branch lists do not show them; a clone or a push does not transfer them.
 */
export const checkpointRefs = (run: string): string => `refs/specwright/checkpoints/${run}`;

/** @param seq counted from 1 */
export const checkpointRef = (run: string, seq: number): string => `${checkpointRefs(run)}/${seq}`;

const options = { writes: true, env: identityVariables(specwright) };

/** The content of a new checkpoint. */
export interface NewCheckpoint {
  readonly run: string;
  readonly seq: number;
  readonly tree: string;
  readonly base: string;
}

/**
 * Makes a checkpoint's commit and its ref.
 * @param plain see `isPlainStore`. In a plain store no process is needed; starting one blocks the app for some
 * milliseconds
 * @returns the commit
 * @throws {Problem} `git-failed`, `git-busy`, `cannot-write`
 */
export async function makeCheckpoint(
  repo: Repository,
  checkpoint: NewCheckpoint,
  plain: boolean,
): Promise<string> {
  const { run, seq, tree, base } = checkpoint;
  const message = `Checkpoint ${seq}\n\nRun: ${run}\nCheckpoint: ${seq}\n`;
  if (!plain) {
    const commit = await commitTree(repo, { tree, parents: [base], message, by: specwright });
    await setCheckpoint(repo, run, seq, commit);
    return commit;
  }
  const by = { ...specwright, timestamp: Math.floor(Date.now() / 1000), timezoneOffset: 0 };
  const { writeCommit } = await loadObjects();
  const commit = await writeCommit({
    fs: objectDisk,
    gitdir: repo.commonDir,
    commit: { message, tree, parent: [base], author: by, committer: by },
  });
  const ref = await lockGitFile(join(repo.commonDir, checkpointRef(run, seq)));
  try {
    await ref.write(Buffer.from(`${commit}\n`));
    await ref.put();
  } finally {
    await ref.drop();
  }
  return commit;
}

/** See `isPlain`. */
export const isPlainStore = async (repo: Repository): Promise<boolean> =>
  isPlain(await configurationOf(repo));

/** Sets a checkpoint's ref to its commit, without a reflog, which would keep the commit after the ref is removed. */
export async function setCheckpoint(repo: GitPlace, run: string, seq: number, commit: string) {
  await git(repo, ["update-ref", checkpointRef(run, seq), commit], {
    doing: "keep a checkpoint",
    ...options,
  });
}

/** Removes checkpoints of an active run; git's clean-up frees their objects. Missing checkpoints are no error. */
export async function dropCheckpoints(repo: GitPlace, run: string, seqs: readonly number[]) {
  if (seqs.length === 0) return;
  await git(repo, ["update-ref", "--stdin", "-z"], {
    doing: "let go of checkpoints",
    ...options,
    input: seqs.map((seq) => `delete ${checkpointRef(run, seq)}\0\0`).join(""),
  });
}
