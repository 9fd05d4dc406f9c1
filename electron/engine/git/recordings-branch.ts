import { isRunId, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { withTemporaryFolder } from "../../system/disk";
import { commitTree, identityVariables } from "./commit";
import { type GitPlace, git, gitFailure } from "./git";
import type { Identity } from "./identity";
import { commitOf } from "./keep";
import { objectsOf } from "./object-reader";

/** The branch of shared recordings. It has no history in common with other branches. */
export const recordingsBranch = "specwright/recordings";
const localRef = `refs/heads/${recordingsBranch}`;

/** The shared files of a run. Other files on the branch are ignored. */
export const sharedFiles = ["session.cast", "events.jsonl", "manifest.json"] as const;
export type SharedFile = (typeof sharedFiles)[number];

/** The size limit of each file in bytes. Everybody fetches shared files, and fetched files are not trusted. */
export const sharedLimits: Readonly<Record<SharedFile, number>> = {
  "session.cast": 64 * 1024 * 1024,
  "events.jsonl": 16 * 1024 * 1024,
  "manifest.json": 1024 * 1024,
};
/** The largest number of shared runs that are listed, the latest by name. */
const mostRuns = 500;

/** A blob of the branch, by git's id. */
export interface SharedBlob {
  readonly id: string;
  readonly bytes: number;
}

/** A run on the branch, with its existing files within the size limits. */
export interface SharedTree {
  readonly run: RunId;
  readonly files: ReadonlyMap<SharedFile, SharedBlob>;
}

/**
 * Adds a run to the branch of shared recordings, on top of the local and the fetched branch. The person's index,
 * branch and working tree are not touched: the commit is made with a private index, and the branch moves only if
 * no other process has moved it.
 * @param files paths of the files
 * @returns the commit
 * @throws {Problem} `git-failed`, `git-busy`; `file-exists` when the run is on the branch already
 */
export async function commitRecording(
  repo: GitPlace,
  run: RunId,
  files: Readonly<Record<SharedFile, string>>,
  by: Identity,
): Promise<string> {
  const blobs = new Map<SharedFile, string>();
  for (const name of sharedFiles) {
    const written = await git(repo, ["hash-object", "-w", "--no-filters", "--", files[name]], {
      doing: "store the recording",
      writes: true,
    });
    blobs.set(name, written.text().trim());
  }
  for (let attempt = 1; ; attempt++) {
    try {
      return await advance(repo, run, blobs, by);
    } catch (error) {
      // Another process shared a run at the same moment, so the branch is read again.
      if (!(error instanceof Problem) || error.code === "file-exists" || attempt === 3) throw error;
    }
  }
}

async function advance(
  repo: GitPlace,
  run: RunId,
  blobs: ReadonlyMap<SharedFile, string>,
  by: Identity,
): Promise<string> {
  const old = await commitOf(repo, localRef);
  const fetched = await fetchedCommits(repo);
  const parents = await newest(repo, old === undefined ? fetched : [old, ...fetched]);
  const entries = new Map<string, string>();
  for (const [index, parent] of parents.entries())
    for (const { run: other, files } of await readTree(repo, parent)) {
      if (other === run)
        throw new Problem("file-exists", "This run is shared already. Only its first copy counts.");
      // The first commit's tree is the start, so its entries are there already.
      if (index > 0) for (const [name, { id }] of files) entries.set(pathOf(other, name), id);
    }
  for (const [name, id] of blobs) entries.set(pathOf(run, name), id);
  const doing = "put the recording on its branch";
  return withTemporaryFolder(async (folder) => {
    const options = { doing, writes: true, env: { GIT_INDEX_FILE: `${folder}/index` } };
    const [first] = parents;
    if (first !== undefined) await git(repo, ["read-tree", first], options);
    const input = [...entries].map(([path, id]) => `100644 ${id}\t${path}\0`).join("");
    await git(repo, ["update-index", "--add", "-z", "--index-info"], { ...options, input });
    const tree = (await git(repo, ["write-tree"], options)).text().trim();
    const message = `Share the recording of ${run}\n`;
    const commit = await commitTree(repo, { tree, parents, message, by });
    await git(
      repo,
      ["update-ref", "-m", "share a recording", localRef, commit, old ?? "0".repeat(commit.length)],
      { doing, writes: true, env: identityVariables(by) },
    );
    return commit;
  });
}

/** The commits that are not ancestors of another one of them. */
async function newest(repo: GitPlace, commits: readonly string[]): Promise<string[]> {
  const [...distinct] = new Set(commits);
  if (distinct.length < 2) return distinct;
  const found = await git(repo, ["merge-base", "--independent", ...distinct], {
    doing: "compare the branches of recordings",
  });
  const independent = new Set(lines(found.text()));
  return distinct.filter((commit) => independent.has(commit));
}

/** The commits of other repositories' branches of recordings at the last fetch. */
async function fetchedCommits(repo: GitPlace): Promise<string[]> {
  const found = await git(
    repo,
    ["for-each-ref", "--format=%(objectname)", `refs/remotes/*/${recordingsBranch}`],
    { doing: "find shared recordings" },
  );
  return lines(found.text()).slice(0, 20);
}

/** Every shared run in this repository, from its own branch and from fetched ones. */
export async function sharedTrees(repo: GitPlace): Promise<SharedTree[]> {
  const own = await commitOf(repo, localRef);
  const found = new Map<string, SharedTree>();
  for (const commit of [...(own === undefined ? [] : [own]), ...(await fetchedCommits(repo))])
    for (const tree of await readTree(repo, commit))
      if (!found.has(tree.run)) found.set(tree.run, tree);
  return [...found.values()].sort((a, b) => b.run.localeCompare(a.run)).slice(0, mostRuns);
}

/** Reads one file of a shared run. */
export async function readShared(repo: GitPlace, { id, bytes }: SharedBlob): Promise<Buffer> {
  const doing = "read a shared recording";
  const read = await (await objectsOf(repo, doing)).contents(id, bytes);
  if (read?.type !== "blob") throw gitFailure(doing, `${id} is not there`);
  return read.bytes;
}

const pathOf = (run: RunId, name: SharedFile) => `runs/${run}/${name}`;
const entryShape =
  /^100644 blob ([0-9a-f]{40,64}) +(\d{1,12})\truns\/([A-Za-z0-9-]{1,80})\/([a-z.]+)$/;

/** The shared runs on a branch, which anybody may have made; entries of another form are ignored. */
async function readTree(repo: GitPlace, commit: string): Promise<SharedTree[]> {
  const listed = await git(repo, ["ls-tree", "-r", "-l", "-z", "--full-tree", commit, "runs/"], {
    doing: "list shared recordings",
    maxBytes: 4 * 1024 * 1024,
  });
  const runs = new Map<RunId, Map<SharedFile, SharedBlob>>();
  for (const entry of listed.text().split("\0")) {
    const [, id = "", size, run = "", file] = entryShape.exec(entry) ?? [];
    const name = sharedFiles.find((each) => each === file);
    const bytes = Number(size);
    if (name === undefined || !isRunId(run) || bytes > sharedLimits[name]) continue;
    const files = runs.get(run) ?? new Map<SharedFile, SharedBlob>();
    files.set(name, { id, bytes });
    runs.set(run, files);
  }
  return [...runs].map(([run, files]) => ({ run, files }));
}

const lines = (text: string) => text.split("\n").filter((line) => line !== "");
