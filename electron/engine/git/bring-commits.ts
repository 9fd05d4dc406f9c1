import { join } from "node:path";
import { kindAt, namesIn } from "../../system/disk";
import { readGitFile } from "../files/git-files";
import { git } from "./git";
import { commitOf } from "./keep";
import type { Repository } from "./repository";
import { writeRef } from "./write-ref";

const doing = "take over the run's commits";

/** Up to this number of objects git writes single files, as `git fetch` does by default. */
const fewObjects = 100;

/**
 * Takes the commits of a confined run's branch over from the run's view (see `sandbox/git-view.ts`) into the
 * repository, and moves the branch. Git computes the id of each object anew, and checks that nothing is missing. A
 * branch that the app has moved on meanwhile stays where it is.
 * @param run.base the commit from which the run started
 * @throws {Problem} `git-failed`, `cancelled`
 */
export async function bringCommits(
  repo: Repository,
  run: { readonly view: string; readonly runBranch: string; readonly base: string },
  signal?: AbortSignal,
): Promise<void> {
  const { view, runBranch, base } = run;
  const ref = `refs/heads/${runBranch}`;
  if ((await kindAt(view)) !== "folder" || (await isAt(view, ref, base))) return;
  if (await leadsElsewhere(view)) return;
  const place = { top: repo.top, trusted: false };
  const inView = { doing, signal, env: { GIT_DIR: view, GIT_COMMON_DIR: view } };
  const found = await git(place, ["rev-parse", "--verify", "--quiet", `${ref}^{commit}`], {
    ...inView,
    answers: [0, 1, 128],
  });
  const tip = found.text().trim();
  const now = await commitOf(repo, ref);
  if (tip === "" || tip === base || tip === now) return;
  const options = { doing, signal, writes: true };
  const list = ["pack-objects", "--revs", "--stdout", "-q", "--thin", "--delta-base-offset"];
  const packed = await git(place, list, { ...inView, input: `${tip}\n--not\n${base}\n` });
  // The header of a pack contains the number of its objects; see gitformat-pack(5).
  const isSmall = packed.stdout.length > 12 && packed.stdout.readUInt32BE(8) <= fewObjects;
  const unpack = isSmall
    ? ["unpack-objects", "-q", "--strict"]
    : ["index-pack", "--stdin", "--fix-thin", "--strict"];
  await git(repo, unpack, { ...options, input: packed.stdout });
  await git(repo, ["rev-list", "--objects", "--quiet", tip, "--not", base], options);
  const follows = now === undefined || now === base || (await isAncestor(repo, now, tip, signal));
  if (follows)
    await writeRef(repo, { ref, to: tip, from: now, reason: "commits of the run", doing });
}

/** Whether a ref that is a file of its own is at a commit. It saves the start of git for most runs. */
async function isAt(view: string, ref: string, commit: string): Promise<boolean> {
  const text = await readGitFile(join(view, ref)).catch(() => undefined);
  return text?.toString("latin1").trim() === commit;
}

/**
 * Whether the run has put a link into the view's objects. Git would read objects of another repository through the link.
 */
async function leadsElsewhere(view: string): Promise<boolean> {
  const objects = join(view, "objects");
  for (const folder of [objects, join(objects, "pack")]) {
    if ((await kindAt(folder)) !== "folder") return true;
    const kinds = await Promise.all(
      (await namesIn(folder)).map((name) => kindAt(join(folder, name))),
    );
    if (kinds.some((kind) => kind === "link" || kind === "other")) return true;
  }
  return false;
}

async function isAncestor(
  repo: Repository,
  earlier: string,
  later: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const asked = ["merge-base", "--is-ancestor", earlier, later];
  return (await git(repo, asked, { doing, signal, answers: [0, 1] })).exitCode === 0;
}
