import { captureTree } from "./capture-tree";
import { bringOver, type Pair, pairAt } from "./carry-submodules";
import { commitTree, objectId } from "./commit";
import { git } from "./git";
import { specwright } from "./identity";
import { commitOf } from "./keep";
import type { Repository } from "./repository";
import { gitlinksOf } from "./tracked";

/** The current content of a submodule: its files as a tree, and the commits that exist only there. */
interface Work {
  readonly tree: string;
  readonly head: string;
  readonly tips: readonly string[];
}

const doing = "keep the work in a submodule";

/** @returns undefined when a part of it cannot be in a commit */
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
 * Copies the work inside of submodules into the person's own submodules, under the ref that keeps the run's work:
 * a commit of the current files on top of the agent's commits. Work that cannot be copied stays in the working
 * tree.
 * @param keptAs full name of the ref
 */
export async function keepSubmodules(
  repo: Repository,
  { worktree, base }: { readonly worktree: string; readonly base: string },
  keptAs: string,
): Promise<void> {
  for (const link of await gitlinksOf(repo, base)) {
    const pair = await pairAt(repo, worktree, link);
    if (pair === undefined) continue;
    const work = await workIn(pair).catch(() => undefined);
    if (work === undefined) continue;
    const { module, own, id } = pair;
    const { tree, head } = work;
    // The change may name the commit that was kept when it was collected, and the submodule may have moved since.
    const before = await commitOf(own, keptAs);
    const past = ["rev-list", "--max-count=1", before ?? "", "--not", head, ...work.tips, "--"];
    const apart = before !== undefined && (await git(module, past, { doing })).text() !== "";
    const tips = apart ? [...work.tips, before] : work.tips;
    const clean = tips.length === 0 && tree === (await objectId(module, `${head}^{tree}`));
    if (clean && (head === id || head === before)) continue;
    const message = `What a run left in this submodule\n\nRun: ${keptAs.slice(keptAs.lastIndexOf("/") + 1)}\n`;
    const commit = clean
      ? head
      : await commitTree(module, { tree, parents: [head, ...tips], message, by: specwright });
    await bringOver(pair, commit, keptAs);
  }
}

/**
 * Whether the person's own submodule contains everything of the run's submodule.
 * @param path as in `LeftOut`
 * @param base the commit from which the run started
 */
export async function isSubmoduleKept(
  repo: Repository,
  run: { readonly worktree: string; readonly base: string },
  path: string,
  keptAs: string,
): Promise<boolean> {
  const bytes = Buffer.from(path, "utf8").toString("latin1");
  const link = (await gitlinksOf(repo, run.base)).find((entry) => entry.path === bytes);
  const pair = link && (await pairAt(repo, run.worktree, link));
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
