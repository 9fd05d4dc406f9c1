import { realPath } from "../../system/disk";
import { commitTree, identityVariables, objectId } from "./commit";
import { type GitPlace, git } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";
import { moduleOf, submoduleAt } from "./submodules";
import { type Entry, gitlinksOf } from "./tracked";

/**
 * Commits that an agent made inside of a submodule become part of the change: the submodule at the new commit. A
 * change must never name a commit that only the run's tree has. So the commit is first copied into the person's
 * own submodule, under the ref that keeps the run's work.
 */

/** A submodule of a run's working tree, and the person's own one, which receives the work. */
export interface Pair {
  readonly module: Repository;
  readonly own: GitPlace;
  /** The commit of the base. */
  readonly id: string;
}

const doing = "keep the work in a submodule";

/**
 * @param link from the commit that the run started from
 * @returns undefined when one of the two submodules is missing
 */
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

/** Copies commits and their ancestors into the person's own submodule, under a ref. */
export async function bringOver({ module, own, id }: Pair, commit: string, ref: string) {
  // A fetch would start another git process in the folder that the agent could write.
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
 * Keeps the submodules' current commits in the person's own submodules, where those lack them.
 * @param ref full name of the ref
 */
export async function keepCommits(
  repo: Repository,
  { worktree, base }: { readonly worktree: string; readonly base: string },
  ref: string,
): Promise<void> {
  for (const link of await gitlinksOf(repo, base)) {
    const pair = await pairAt(repo, worktree, link);
    if (pair === undefined) continue;
    // A commit that cannot be kept is not carried over; the submodule is named instead.
    await keepCommit(pair, ref).catch(() => undefined);
  }
}

async function keepCommit(pair: Pair, ref: string): Promise<void> {
  const { module, own, id } = pair;
  const head = await objectId(module, "HEAD^{commit}");
  if (head === id || (await isIn(own, head))) return;
  const before = await commitOf(own, ref);
  if (before === undefined) return bringOver(pair, head, ref);
  // An earlier change names the commit that the ref keeps, so it becomes a parent.
  const tree = await objectId(module, `${head}^{tree}`);
  const message = "Commits that a run made in this submodule\n";
  const both = { tree, parents: [head, before], message, by: specwright };
  await bringOver(pair, await commitTree(module, both), ref);
}

/** Whether one of a submodule's refs contains the commit, so that no clean-up removes it. */
async function isIn(own: GitPlace, commit: string): Promise<boolean> {
  const refs = ["--branches", "--tags", "--remotes", "--glob=refs/specwright/kept/*"];
  const beside = await git(own, ["rev-list", "--max-count=1", commit, "--not", ...refs, "--"], {
    doing,
    answers: [0, 128],
  });
  return beside.exitCode === 0 && beside.text() === "";
}

/**
 * The commit of a submodule for the change: the current one of the run's tree if the person's own submodule keeps
 * it, otherwise the base's. A submodule whose own submodules have moved stays at the base's commit, because their
 * commits are kept nowhere.
 * @param link from the commit that the run started from
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
    const inner = async (commit: string) => JSON.stringify(await gitlinksOf(pair.module, commit));
    return (await inner(head)) === (await inner(link.id)) ? head : link.id;
  } catch {
    return link.id;
  }
}
