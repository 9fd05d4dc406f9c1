import { copyFile, stat, utimes } from "node:fs/promises";
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
    const { atime, mtime } = await stat(from);
    await copyFile(from, path);
    await utimes(path, atime, mtime);
  } catch (error) {
    await folder.remove();
    throw writeProblem(error);
  }
  return { path, remove: folder.remove };
}
