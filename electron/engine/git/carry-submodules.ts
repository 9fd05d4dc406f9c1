import { realPath } from "../../system/disk";
import { commitTree, identityVariables, objectId } from "./commit";
import { type GitPlace, git } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";
import { moduleOf, submoduleAt } from "./submodules";
import { type Entry, entriesOf, isGitlink } from "./tracked";

/**
 * What an agent committed inside of a submodule becomes part of the change: the submodule at the new commit. A change
 * must never name a commit that is nowhere but in the run's tree, so the commit goes into the person's own submodule
 * first, under the ref that keeps the run's work.
 */

/** A submodule of a run's working tree, and the person's own, which gets what was done in it. */
export interface Pair {
  readonly module: Repository;
  readonly own: GitPlace;
  /** The commit of the base. */
  readonly id: string;
}

const doing = "keep the work in a submodule";

/** @param link of the commit that the run started from; undefined where either of the two is not there */
export async function pairAt(
  repo: Repository,
  worktree: string,
  { path, id }: Pick<Entry, "path" | "id">,
): Promise<Pair | undefined> {
  const name = Buffer.from(path, "latin1").toString("utf8");
  const gitDir = await folderOf(repo, worktree);
  if (gitDir === undefined) return undefined;
  const module = await moduleOf({ top: await realPath(worktree), gitDir }, name).catch(
    () => undefined,
  );
  const source = await submoduleAt(repo, name, id);
  return module && source && { module, own: { top: source.top, trusted: false }, id };
}

/** Brings commits, with all that they stand on, into the person's own submodule, under a ref. */
export async function bringOver({ module, own, id }: Pair, commit: string, ref: string) {
  // Not a fetch: that would start another git in what the agent had in its hands.
  const pack = await git(module, ["pack-objects", "--quiet", "--revs", "--stdout"], {
    doing,
    input: `${commit}\n^${id}\n`,
  });
  if (pack.cut) return;
  const options = { doing, writes: true, env: identityVariables(specwright) };
  await git(own, ["unpack-objects", "-q", "--strict"], { ...options, input: pack.stdout });
  await git(own, ["update-ref", ref, commit], options);
}

/**
 * Keeps the commits that the submodules of a run's tree are at, where the person's own ones have them not.
 * @param ref its full name
 */
export async function keepCommits(
  repo: Repository,
  { worktree, base }: { readonly worktree: string; readonly base: string },
  ref: string,
): Promise<void> {
  for (const link of (await entriesOf(repo, base)).filter(isGitlink)) {
    const pair = await pairAt(repo, worktree, link);
    if (pair === undefined) continue;
    // What cannot be kept is not carried, and is named.
    await keepCommit(pair, ref).catch(() => undefined);
  }
}

async function keepCommit(pair: Pair, ref: string): Promise<void> {
  const { module, own, id } = pair;
  const head = await objectId(module, "HEAD^{commit}");
  if (head === id || (await isIn(own, head))) return;
  const before = await commitOf(own, ref);
  if (before === undefined) return bringOver(pair, head, ref);
  // An earlier change names what the ref keeps.
  const tree = await objectId(module, `${head}^{tree}`);
  const message = "Commits that a run made in this submodule\n";
  const both = { tree, parents: [head, before], message, by: specwright };
  await bringOver(pair, await commitTree(module, both), ref);
}

/** Whether a submodule has a commit under one of its refs, so that no clean-up removes it. */
async function isIn(own: GitPlace, commit: string): Promise<boolean> {
  const refs = ["--branches", "--tags", "--remotes", "--glob=refs/specwright/kept/*"];
  const beside = await git(own, ["rev-list", "--max-count=1", commit, "--not", ...refs, "--"], {
    doing,
    answers: [0, 128],
  });
  return beside.exitCode === 0 && beside.text() === "";
}

/**
 * The commit at which a change can name a submodule: the one that it is at in the run's tree, if the person's own
 * submodule keeps that, and else the base's. One whose own submodules have moved is left where it was: their commits
 * are kept nowhere.
 * @param link of the commit that the run started from
 */
export async function carriedCommit(
  repo: Repository,
  worktree: string,
  link: Entry,
): Promise<string> {
  try {
    const pair = await pairAt(repo, worktree, link);
    if (pair === undefined) return link.id;
    const head = await objectId(pair.module, "HEAD^{commit}");
    if (head === link.id || !(await isIn(pair.own, head))) return link.id;
    const inner = async (commit: string) =>
      JSON.stringify((await entriesOf(pair.module, commit)).filter(isGitlink));
    return (await inner(head)) === (await inner(link.id)) ? head : link.id;
  } catch {
    return link.id;
  }
}
