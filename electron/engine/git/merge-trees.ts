import { Problem } from "@shared/base/problem";
import { commitTree, objectId } from "./commit";
import { type GitPlace, git, gitFailure } from "./git";
import { specwright } from "./identity";
import { writeObject } from "./new-objects";
import { objectsOf } from "./object-reader";
import { entryIn, replaceEntry } from "./tree-entries";

/** A change of one file in a tree: another blob, or the same entry as in another tree. */
export interface FileInTree {
  readonly path: string;
  /** Mode and id as in a tree; undefined when the file does not exist. */
  readonly entry: { readonly mode: string; readonly blob: string } | undefined;
}

/** The entry of a tree at a path; undefined for none. */
export async function treeEntry(
  repo: GitPlace,
  tree: string,
  path: string,
): Promise<FileInTree["entry"]> {
  const entry = await entryIn(await objectsOf(repo, "read a commit"), tree, path);
  return entry && { mode: entry.mode, blob: entry.id };
}

/**
 * Writes a tree that differs from another one in one file.
 * @param index path of a private index file, which the caller removes
 * @returns the new tree's id
 */
export async function treeWith(
  repo: GitPlace,
  tree: string,
  file: FileInTree,
  index: string,
): Promise<string> {
  const entry = file.entry && { mode: file.entry.mode, id: file.entry.blob };
  const objects = await objectsOf(repo, "read a commit");
  const write = (content: Buffer) => writeObject(repo, "tree", content);
  const written = entry && (await replaceEntry(objects, tree, file.path, entry, write));
  if (written !== undefined) return written;
  const options = { doing: "write a tree", writes: true, env: { GIT_INDEX_FILE: index } };
  await git(repo, ["read-tree", tree], options);
  const none = "0".repeat((await objectId(repo, `${tree}^{tree}`)).length);
  const { mode, blob } = file.entry ?? { mode: "0", blob: none };
  await git(repo, ["update-index", "-z", "--index-info"], {
    ...options,
    input: `${mode} ${blob}\t${file.path}\0`,
  });
  // In a partial clone the id of a missing object is enough, and all other entries come from an existing tree.
  return (await git(repo, ["write-tree", "--missing-ok"], options)).text().trim();
}

/**
 * Applies the difference between two trees to a third one: a three-way merge with a given base, independent of the
 * branches' history. Changes no file, index or ref.
 * @returns the merged tree's id
 * @throws {Problem} `merge-conflict` naming the files
 */
export async function mergeTrees(
  repo: GitPlace,
  trees: { readonly base: string; readonly ours: string; readonly theirs: string },
): Promise<string> {
  // `--merge-base` exists since git 2.40. For git 2.38, temporary commits with a common parent have the same
  // effect.
  const commit = (tree: string, parents: readonly string[]) =>
    commitTree(repo, { tree, parents, message: "merge\n", by: specwright });
  const base = await commit(trees.base, []);
  const ours = await commit(trees.ours, [base]);
  const theirs = await commit(trees.theirs, [base]);
  const doing = "merge the change";
  const merge = (...settings: string[]) =>
    git(
      repo,
      [
        ...settings,
        ...["merge-tree", "--write-tree", "-z", "--name-only", "--no-messages", ours, theirs],
      ],
      { doing, writes: true, answers: [0, 1, 128, 129] },
    );
  const first = await merge();
  // Git detects renames by content, which a partial clone may lack.
  const lacks = first.exitCode === 128 && first.stderr.includes("promisor remote");
  const result = lacks ? await merge("-c", "merge.renames=false") : first;
  const [tree = "", ...names] = result.text().split("\0").filter(Boolean);
  if (result.exitCode === 0) return tree;
  if (result.exitCode === 129)
    throw new Problem(
      "git-failed",
      "Approving needs git 2.38 or later. Update git.",
      result.stderr,
    );
  if (result.exitCode !== 1) throw gitFailure(doing, result.stderr);
  const files = [...new Set(names)];
  throw new Problem(
    "merge-conflict",
    `Your branch and the run changed the same lines of ${inWords(files)}. Nothing was changed. Send the run back, or merge by hand.`,
    files.join("\n"),
  );
}

/** For example "a, b and 3 more". */
export function inWords(names: readonly string[]): string {
  const [first = "a file", second, ...rest] = names;
  if (second === undefined) return first;
  return rest.length === 0
    ? `${first} and ${second}`
    : `${first}, ${second} and ${rest.length} more`;
}
