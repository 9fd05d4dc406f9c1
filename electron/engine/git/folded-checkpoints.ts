import { refsUnder } from "../files/ref-files";
import { checkpointRefs, isPlainStore } from "./checkpoint-refs";
import { commitTree, identityVariables, objectId } from "./commit";
import { type GitPlace, git, gitFailure } from "./git";
import { specwright } from "./identity";
import { objectsOf } from "./object-reader";
import type { Repository } from "./repository";

/**
 * Git reads every ref for each list of refs and for each log that names them. So a finished run keeps one ref: a
 * commit whose parents are its checkpoints, with their numbers in its message.
 */
const foldedRef = (run: string): string => `${checkpointRefs(run)}/all`;

/** The current refs of a run's checkpoints. */
interface Refs {
  /** The checkpoints with a ref of their own: commits by number. */
  readonly loose: ReadonlyMap<number, string>;
  /** The commit that keeps the others; undefined for none. */
  readonly folded: string | undefined;
}

async function readRefs(repo: Repository, run: string): Promise<Refs> {
  const under = `${checkpointRefs(run)}/`;
  const loose = new Map<number, string>();
  let folded: string | undefined;
  for (const [ref, commit] of await listRefs(repo, under)) {
    if (ref === foldedRef(run)) folded = commit;
    else if (/^[1-9][0-9]*$/.test(ref.slice(under.length)))
      loose.set(Number(ref.slice(under.length)), commit);
  }
  return { loose, folded };
}

async function listRefs(repo: Repository, under: string): Promise<ReadonlyMap<string, string>> {
  if (await isPlainStore(repo)) return refsUnder(repo.commonDir, under);
  const args = ["for-each-ref", "--format=%(refname)%00%(objectname)", under];
  const listed = (await git(repo, args, { doing: "list the run's checkpoints" })).text();
  const pairs = listed.split("\n").filter(Boolean);
  return new Map(pairs.map((line) => [line.split("\0")[0] ?? "", line.split("\0")[1] ?? ""]));
}

/** A commit object's text; undefined when the commit is missing. */
async function commitText(repo: GitPlace, commit: string): Promise<string | undefined> {
  const objects = await objectsOf(repo, "read the run's checkpoints");
  return (await objects.contents(`${commit}^{commit}`))?.bytes.toString("utf8");
}

/** The checkpoints that a folding commit keeps; none for a missing commit or one of another form. */
async function readFolded(repo: GitPlace, commit: string): Promise<Map<number, string>> {
  const text = await commitText(repo, commit);
  const [head = "", ...paragraphs] = text?.split("\n\n") ?? [];
  const parents = new Set([...head.matchAll(/^parent ([0-9a-f]+)$/gm)].map(([, id]) => id));
  const told = paragraphs.join("\n").matchAll(/^Checkpoint: ([1-9][0-9]*) ([0-9a-f]+)$/gm);
  const kept = new Map<number, string>();
  // A commit that the message names and that is not a parent may have been removed by git's clean-up.
  for (const [, seq, id = ""] of told) if (parents.has(id)) kept.set(Number(seq), id);
  return kept;
}

/** The kept checkpoints of a run: their commits by number, in order. */
export async function keptCheckpoints(repo: Repository, run: string): Promise<Map<number, string>> {
  const { loose, folded } = await readRefs(repo, run);
  const before = folded === undefined ? [] : await readFolded(repo, folded);
  return new Map([...before, ...loose].sort(([a], [b]) => a - b));
}

/**
 * Gathers the checkpoints of a finished run under one ref, in one transaction: the commits stay the same, and
 * git's clean-up cannot remove one in between. Costs one list of refs when nothing has to be done.
 * @throws {Problem} `git-failed`, `git-busy`: then nothing has changed
 */
export async function foldCheckpoints(repo: Repository, run: string): Promise<void> {
  const { loose, folded } = await readRefs(repo, run);
  if (loose.size === 0) return;
  const before = folded === undefined ? [] : await readFolded(repo, folded);
  const all = [...new Map([...before, ...loose])].sort(([a], [b]) => a - b);
  const last = all.at(-1)?.[1] ?? "";
  const doing = "gather the run's checkpoints";
  const made = /^committer .* (\d+) [-+]\d+$/m.exec((await commitText(repo, last)) ?? "")?.[1];
  if (made === undefined) throw gitFailure(doing, `${last} is not there`);
  const commit = await commitTree(repo, {
    tree: await objectId(repo, `${last}^{tree}`),
    parents: [...new Set(all.map(([, id]) => id))],
    message: `Checkpoints of a run\n\nRun: ${run}\n${all.map(([seq, id]) => `Checkpoint: ${seq} ${id}\n`).join("")}`,
    by: specwright,
    // Not later than the gathered commits, otherwise it would be above the person's own commits in `git log
    // --all`.
    date: Number(made),
  });
  const moves = [
    `update ${foldedRef(run)}\0${commit}\0${folded ?? "0".repeat(commit.length)}\0`,
    ...[...loose].map(([seq, id]) => `delete ${checkpointRefs(run)}/${seq}\0${id}\0`),
  ];
  await transaction(repo, moves, doing);
}

/** The runs with checkpoints that have refs of their own. */
export async function unfoldedRuns(repo: Repository): Promise<string[]> {
  const under = "refs/specwright/checkpoints/";
  const runs = [...(await listRefs(repo, under)).keys()].flatMap(
    (ref) => /^([^/]+)\/[1-9][0-9]*$/.exec(ref.slice(under.length))?.[1] ?? [],
  );
  return [...new Set(runs)];
}

/**
 * Removes all checkpoints of a run; git's clean-up frees their objects.
 * @returns the number of removed checkpoints
 */
export async function forgetCheckpoints(repo: Repository, run: string): Promise<number> {
  const { loose, folded } = await readRefs(repo, run);
  const { size } = await keptCheckpoints(repo, run);
  const refs = [...loose.keys()].map((seq) => `${checkpointRefs(run)}/${seq}`);
  if (folded !== undefined) refs.push(foldedRef(run));
  const moves = refs.map((ref) => `delete ${ref}\0\0`);
  if (moves.length > 0) await transaction(repo, moves, "let go of checkpoints");
  return size;
}

async function transaction(repo: GitPlace, moves: readonly string[], doing: string) {
  await git(repo, ["update-ref", "--stdin", "-z"], {
    doing,
    writes: true,
    env: identityVariables(specwright),
    input: moves.join(""),
  });
}
