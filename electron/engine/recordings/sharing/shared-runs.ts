import { createHash, randomBytes } from "node:crypto";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { OtherRecording } from "@shared/contracts/recordings";
import { project, type Run, summarise } from "@shared/runs/projection";
import { readEvents } from "../../../run-folder/event-log";
import { recordingName } from "../../../run-folder/recording-file";
import type { GitPlace } from "../../git/git";
import {
  readShared,
  recordingsBranch,
  type SharedBlob,
  type SharedFile,
  sharedTrees,
} from "../../git/recordings-branch";
import { about, headerOf } from "../elsewhere/about";
import { type FolderFile, listFolder, readFolderFile } from "./shared-folder";

/** The shared runs in this repository. None of them is trusted. */
export interface SharedRuns {
  /** The runs that can be read, the latest first. */
  list(): Promise<readonly Run[]>;
  /**
   * Reads a run's events from the branch into the cache if necessary.
   * @throws {Problem} `run-missing`
   */
  read(run: RunId): Promise<Run>;
  /**
   * A folder with all files of the run.
   * @throws {Problem} `run-missing`
   */
  folder(run: RunId): Promise<string>;
  /**
   * The description of a run for its replay.
   * @throws {Problem} `run-missing`, `recording-damaged`
   */
  open(run: RunId): Promise<OtherRecording>;
}

/** @param cache a folder for files from the branch; it may be removed at any time */
export function openSharedRuns(repository: () => GitPlace, cache: string): SharedRuns {
  const understood = new Map<string, Run | undefined>();

  async function read(tree: Tree): Promise<Run | undefined> {
    const key = keyOf(tree);
    if (!understood.has(key)) {
      const folder = await extract(tree, ["events.jsonl", "manifest.json"]);
      understood.set(key, await understand(tree, folder));
    }
    return understood.get(key);
  }

  /** Writes files of a shared run into the cache, unless it has them. A cache entry is named by its content. */
  async function extract(tree: Tree, names: readonly SharedFile[]): Promise<string> {
    const folder = join(cache, keyOf(tree));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    for (const name of names) {
      const blob = tree.files.get(name);
      const path = join(folder, name);
      if (blob === undefined) continue;
      const there = await stat(path).catch(() => undefined);
      if (there?.size === blob.bytes) continue;
      const temporary = join(folder, `.${name}.${randomBytes(6).toString("hex")}`);
      try {
        await writeFile(temporary, await contentOf(repository(), blob), { mode: 0o600 });
        await rename(temporary, path);
      } catch (error) {
        await rm(temporary, { force: true });
        throw error;
      }
    }
    return folder;
  }

  /** Runs in the folder come first, because the person has them on the current branch. */
  async function trees(): Promise<Tree[]> {
    const inFolder = await listFolder(repository().top);
    const names = new Set(inFolder.map(({ run }) => run));
    const onBranches = await sharedTrees(repository());
    return [...inFolder, ...onBranches.filter(({ run }) => !names.has(run))];
  }

  async function find(run: RunId): Promise<Tree> {
    const tree = (await trees()).find((each) => each.run === run);
    if (tree === undefined)
      throw new Problem("run-missing", "This run is not there any more.", run);
    return tree;
  }

  async function readById(id: RunId): Promise<Run> {
    const run = await read(await find(id));
    if (run === undefined)
      throw new Problem("recording-damaged", "This shared run cannot be understood.", id);
    return run;
  }

  const folderOf = async (id: RunId) =>
    extract(await find(id), ["session.cast", "events.jsonl", "manifest.json"]);

  return {
    async list() {
      const runs: Run[] = [];
      for (const tree of await trees()) {
        const run = await read(tree);
        if (run !== undefined) runs.push(run);
      }
      return runs.sort((a, b) => b.createdAt.localeCompare(a.createdAt));
    },
    read: readById,
    folder: folderOf,
    async open(id) {
      const run = summarise(await readById(id));
      const header = await headerOf(join(await folderOf(id), recordingName));
      return { ...about(id, `${recordingsBranch}:runs/${id}`, header), shared: { run } };
    },
  };
}

/** The files of a shared run, in the working tree or on the branch. */
interface Tree {
  readonly run: RunId;
  readonly files: ReadonlyMap<SharedFile, SharedBlob | FolderFile>;
}

const contentOf = (repo: GitPlace, file: SharedBlob | FolderFile): Promise<Buffer> =>
  "path" in file ? readFolderFile(file) : readShared(repo, file);

/** A folder name that identifies exactly the contained files. */
function keyOf({ run, files }: Tree): string {
  const ids = [...files].map(([name, { id }]) => `${name} ${id}`).sort();
  return createHash("sha256")
    .update([run, ...ids].join("\n"))
    .digest("hex")
    .slice(0, 32);
}

/** Reads a shared run; undefined unless it is finished, marked as shared and has the id of its folder. */
async function understand(tree: Tree, folder: string): Promise<Run | undefined> {
  try {
    const run = project((await readEvents(folder)).events);
    const isWhole = run?.shared !== undefined && "recording" in run.state;
    return isWhole && run.created.run === tree.run ? run : undefined;
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
