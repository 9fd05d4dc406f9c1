import { copyFile, mkdtemp, readdir, rm, stat, utimes } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode, writeProblem } from "./system-error";

/** An index of git's that only this program writes. */
export interface PrivateIndex {
  readonly path: string;
  remove(): Promise<void>;
}

const prefix = "specwright-index-";
/** Milliseconds after which the folder of a program that is gone is nobody's. */
const day = 24 * 60 * 60 * 1000;

/**
 * Copies an index into a private folder. Its time goes with it: git trusts no entry whose file was written at
 * the time of the index or later.
 * @param place the folder for such folders
 * @throws {Problem} `cannot-write`
 */
export async function copyIndex(from: string, place = tmpdir()): Promise<PrivateIndex> {
  await removeLeft(place);
  const folder = await mkdtemp(join(place, `${prefix}${process.pid}-`));
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

/** Removes what programs left that were killed. */
async function removeLeft(place: string): Promise<void> {
  for (const name of await readdir(place).catch(() => [])) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(place, name);
    const written = await stat(folder).catch(() => undefined);
    // What is another person's stays.
    if (written && written.mtimeMs < Date.now() - day)
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}
