import { readGitFile } from "../files/git-files";
import { writeIndex } from "../files/private-index";
import { type GitOptions, type GitPlace, git } from "./git";
import { editIndex, noTimes, UnknownIndex } from "./index-file";
import { asInput, type Entry, indexInfo, indexRemoval } from "./tracked";

/** What is to be other in an index. */
export interface IndexChanges {
  readonly gone: readonly Entry[];
  /** Without times: git reads their files at its next look. */
  readonly added: readonly Entry[];
}

/** Above this many, git is as quick. */
const mostHere = 300;

/**
 * Changes an index that only this program writes: without git for a few entries in an index that this program knows,
 * and by git otherwise.
 * @param options of the call that has the index in its environment
 */
export async function changeIndex(
  place: GitPlace,
  changes: IndexChanges,
  options: GitOptions,
): Promise<void> {
  const { gone, added } = changes;
  if (gone.length + added.length === 0 || (await changedHere(changes, options))) return;
  await git(place, ["update-index", "-z", "--index-info"], {
    ...options,
    input: asInput([...gone.map(indexRemoval), ...added.map(indexInfo)]),
  });
}

async function changedHere({ gone, added }: IndexChanges, options: GitOptions): Promise<boolean> {
  const path = options.env?.["GIT_INDEX_FILE"];
  const all = [...gone, ...added];
  if (path === undefined || all.length > mostHere || !all.every(isUsual)) return false;
  const bytes = await readGitFile(path);
  if (bytes === undefined) return false;
  const edits = [
    ...gone.map((entry) => ({ path: entry.path, entry: undefined })),
    ...added.map(({ path, mode, id }) => ({ path, entry: { mode, blob: id, stat: noTimes } })),
  ];
  try {
    await writeIndex(path, editIndex(bytes, edits));
    return true;
  } catch (error) {
    if (error instanceof UnknownIndex) return false;
    throw error;
  }
}

/** Names that are the same as text and as bytes, and ids of the usual length. Git looks at other names itself. */
const isUsual = ({ path, id }: Entry): boolean =>
  id.length === 40 && /^[\x21-\x7e]+$/.test(path) && !/(?:^|\/)\.|\/\/|[\\:~]/.test(path);
