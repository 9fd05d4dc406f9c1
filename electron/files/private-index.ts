import { copyFile, mkdtemp, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeProblem } from "./system-error";

/** An index of git's that only this program writes. */
export interface PrivateIndex {
  readonly path: string;
  remove(): Promise<void>;
}

/**
 * Copies an index into a private folder. Its time goes with it: git trusts no entry whose file was written at
 * the time of the index or later.
 * @throws {Problem} `cannot-write`
 */
export async function copyIndex(from: string): Promise<PrivateIndex> {
  const folder = await mkdtemp(join(tmpdir(), "specwright-index-"));
  const path = join(folder, "index");
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const { atime, mtime } = await stat(from);
    await copyFile(from, path);
    await utimes(path, atime, mtime);
  } catch (error) {
    await remove();
    throw writeProblem(error);
  }
  return { path, remove };
}
