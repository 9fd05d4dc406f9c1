import { copyFile, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { writeProblem } from "../../system/system-error";
import { makePrivateFolder } from "./private-folder";

/** An index of git's that only this program writes. */
export interface PrivateIndex {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Copies an index into a private folder. Its time goes with it: git trusts no entry whose file was written at
 * the time of the index or later.
 * @param place the folder for such folders
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
