import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { copyFile, lstat, mkdir, open, readdir, realpath, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { isRunId, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { type SharedFile, sharedFiles, sharedLimits } from "../../git/recordings-branch";

/** The folder for shared runs in a working tree, for projects that keep them there. */
const place = [".specwright", "recordings"] as const;
export const sharedPlace = place.join("/");
/** The largest number of runs that are listed, the latest by name. */
const mostRuns = 500;

/** A file of a shared run in the working tree. */
export interface FolderFile {
  readonly path: string;
  readonly bytes: number;
  /** Identifies the content as far as size and time can. */
  readonly id: string;
}

/** The folder, if it exists and no link in its path leads elsewhere. */
async function sharedFolder(top: string): Promise<string | undefined> {
  const found = await realpath(join(top, ...place)).catch(() => undefined);
  return found === join(await realpath(top), ...place) ? found : undefined;
}

/** Reads at most the listed number of bytes, and follows no link that was put there meanwhile. */
export async function readFolderFile({ path, bytes }: FolderFile): Promise<Buffer> {
  const file = await open(path, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0));
  try {
    const buffer = Buffer.alloc(bytes);
    const { bytesRead } = await file.read(buffer, 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Copies a shared run into the working tree, completely or not at all; the person commits it.
 * @returns the copy's path in the project
 * @throws {Problem} `outside-project` when a link leads elsewhere; `file-exists` when the run is there already
 */
export async function putInFolder(
  top: string,
  run: RunId,
  files: Readonly<Record<SharedFile, string>>,
): Promise<string> {
  await mkdir(join(top, ...place), { recursive: true });
  const root = await sharedFolder(top);
  if (root === undefined)
    throw new Problem(
      "outside-project",
      `${sharedPlace} leads out of the project. Remove the link, then share again.`,
    );
  const to = join(root, run);
  if ((await lstat(to).catch(() => undefined)) !== undefined)
    throw new Problem("file-exists", "This run is shared already. Only its first copy counts.");
  const temporary = join(root, `.${run}.${randomBytes(6).toString("hex")}`);
  try {
    await mkdir(temporary);
    for (const name of sharedFiles) await copyFile(files[name], join(temporary, name));
    await rename(temporary, to);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  return [...place, run].join("/");
}

/** The folders in the working tree that look like shared runs. Links are skipped. */
export async function listFolder(
  top: string,
): Promise<{ readonly run: RunId; readonly files: ReadonlyMap<SharedFile, FolderFile> }[]> {
  const root = await sharedFolder(top);
  if (root === undefined) return [];
  const names = (await readdir(root)).filter(isRunId);
  const latest = names.sort((a, b) => b.localeCompare(a)).slice(0, mostRuns);
  return Promise.all(
    latest.map(async (run) => {
      const files = new Map<SharedFile, FolderFile>();
      if ((await lstat(join(root, run))).isDirectory())
        for (const name of sharedFiles) {
          const path = join(root, run, name);
          const found = await lstat(path).catch(() => undefined);
          if (!found?.isFile() || found.size > sharedLimits[name]) continue;
          files.set(name, { path, bytes: found.size, id: `${found.size} ${found.mtimeMs}` });
        }
      return { run, files };
    }),
  );
}
