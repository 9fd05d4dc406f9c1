import { realPath } from "../files/disk";
import { captureTree } from "./capture-tree";
import { commitTree, identityVariables, objectId } from "./commit";
import { type GitPlace, git } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import { folderOf } from "./linked-tree";
import type { Repository } from "./repository";
import { moduleOf, submoduleAt } from "./submodules";
import { entriesOf, isGitlink } from "./tracked";

/** A submodule of a run's working tree, and the person's own, which gets what was done in it. */
interface Pair {
  readonly module: Repository;
  readonly own: GitPlace;
  readonly id: string;
}

/** What a submodule holds now: its files as a tree, and the commits that are nowhere else. */
interface Work {
  readonly tree: string;
  readonly head: string;
  readonly tips: readonly string[];
}

const doing = "keep the work in a submodule";

/** @param path bytes as latin1, as in `Entry` */
async function pairAt(
  repo: Repository,
  worktree: string,
  path: string,
  id: string,
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

/** @returns undefined where something in it cannot be in a commit */
async function workIn({ module, id }: Pair): Promise<Work | undefined> {
  const head = await objectId(module, "HEAD^{commit}");
  const { tree, leftOut } = await captureTree(module, module.top, { start: head, base: head });
  if (leftOut.length > 0) return undefined;
  const args = ["for-each-ref", "--format=%(objectname)", "refs/heads", "refs/stash"];
  const refs = (await git(module, args, { doing })).text().split("\n").filter(Boolean);
  const tips: string[] = [];
  for (const tip of new Set(refs)) {
    const beside = ["rev-list", "--max-count=1", tip, "--not", head, id, "--remotes", "--tags"];
    if ((await git(module, beside, { doing })).text() !== "") tips.push(tip);
  }
  return { tree, head, tips };
}

/**
 * Brings what was done inside of submodules into the person's own ones, under the ref that keeps the run's work: a
 * commit of the files as they are, on top of what was committed. What cannot be brought stays in the working tree.
 * @param keptAs the full name of the ref
 */
export async function keepSubmodules(
  repo: Repository,
  { worktree, base }: { readonly worktree: string; readonly base: string },
  keptAs: string,
): Promise<void> {
  for (const { path, id } of (await entriesOf(repo, base)).filter(isGitlink)) {
    const pair = await pairAt(repo, worktree, path, id);
    if (pair === undefined) continue;
    const work = await workIn(pair).catch(() => undefined);
    if (work === undefined) continue;
    const { module, own } = pair;
    const { tree, head, tips } = work;
    const clean = tips.length === 0 && tree === (await objectId(module, `${head}^{tree}`));
    if (clean && head === id) continue;
    const message = `What a run left in this submodule\n\nRun: ${keptAs.slice(keptAs.lastIndexOf("/") + 1)}\n`;
    const commit = clean
      ? head
      : await commitTree(module, { tree, parents: [head, ...tips], message, by: specwright });
    // Not a fetch: that would start another git in what the agent had in its hands.
    const pack = await git(module, ["pack-objects", "--quiet", "--revs", "--stdout"], {
      doing,
      input: `${commit}\n^${id}\n`,
    });
    if (pack.cut) continue;
    const options = { doing, writes: true, env: identityVariables(specwright) };
    await git(own, ["unpack-objects", "-q", "--strict"], { ...options, input: pack.stdout });
    await git(own, ["update-ref", keptAs, commit], options);
  }
}

/**
 * Whether the person's own submodule has all that the run's holds.
 * @param path as in `LeftOut`
 * @param base the commit that the run started from
 */
export async function isSubmoduleKept(
  repo: Repository,
  run: { readonly worktree: string; readonly base: string },
  path: string,
  keptAs: string,
): Promise<boolean> {
  const bytes = Buffer.from(path, "utf8").toString("latin1");
  const link = (await entriesOf(repo, run.base)).find(
    (entry) => isGitlink(entry) && entry.path === bytes,
  );
  const pair = link && (await pairAt(repo, run.worktree, link.path, link.id));
  if (pair === undefined) return false;
  try {
    const kept = await commitOf(pair.own, keptAs);
    const work = await workIn(pair);
    if (kept === undefined || work === undefined) return false;
    if ((await objectId(pair.own, `${kept}^{tree}`)) !== work.tree) return false;
    const args = ["rev-list", "--max-count=1", work.head, ...work.tips, "--not", kept];
    return (await git(pair.own, args, { doing })).text() === "";
  } catch {
    return false;
  }
}
