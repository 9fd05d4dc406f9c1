import { copyFile, rename, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { writeProblem } from "../../system/system-error";
import { makePrivateFolder } from "./private-folder";

/** A copy of a git index that only this process writes. */
export interface PrivateIndex {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Copies an index into a private folder, with its modification time: git trusts no entry whose file was written at
 * the index's time or later.
 * @param place the parent folder
 * @throws {Problem} `cannot-write`
 */
export async function copyIndex(from: string, place?: string): Promise<PrivateIndex> {
  const folder = await makePrivateFolder("index", place);
  const path = join(folder.path, "index");
  try {
    await copyIndexTo(from, path);
  } catch (error) {
    await folder.remove();
    throw writeProblem(error);
  }
  return { path, remove: folder.remove };
}

/**
 * Makes a private folder for an index that does not exist yet.
 * @throws {Problem} `cannot-write`
 */
export async function newIndex(): Promise<PrivateIndex> {
  const folder = await makePrivateFolder("index").catch((error: unknown) => {
    throw writeProblem(error);
  });
  return { path: join(folder.path, "index"), remove: folder.remove };
}

/** Copies an index with its time, in one step. The time is that of before the copying: an earlier one is always safe. */
export async function copyIndexTo(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from);
  const half = `${to}.new`;
  await copyFile(from, half);
  await utimes(half, atime, mtime);
  await rename(half, to);
}

/** Writes an index anew and leaves it its time, as the other entries in it are no newer than they were. */
export async function writeIndex(path: string, bytes: Uint8Array): Promise<void> {
  const { atime, mtime } = await stat(path);
  const half = `${path}.new`;
  await writeFile(half, bytes);
  await utimes(half, atime, mtime);
  await rename(half, path);
}
