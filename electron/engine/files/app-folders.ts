import { chmod, copyFile, lstat, mkdir, readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import { systemCode, writeProblem } from "../../system/system-error";

/**
 * Creates a folder, or checks that an existing one is empty.
 * @throws {Problem} `not-empty`, `not-a-folder`, `cannot-write`
 */
export async function makeEmptyFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (systemCode(error) === "EEXIST" || systemCode(error) === "ENOTDIR")
      throw new Problem("not-a-folder", "A file stands in the way. Choose another folder.", folder);
    throw writeProblem(error);
  }
  if ((await readdir(folder)).length > 0)
    throw new Problem(
      "not-empty",
      "That folder is not empty. Choose a new or an empty one.",
      folder,
    );
}

/**
 * Creates a folder of the app and its parents.
 * @throws {Problem} `cannot-write`
 */
export async function makeFolder(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw writeProblem(error);
  });
}

/** Removes all entries of a folder; the folder stays. */
export async function emptyFolder(folder: string): Promise<void> {
  for (const name of await readdir(folder))
    await rm(join(folder, name), { recursive: true, force: true });
}

/**
 * Copies files and folders (no links) of a folder of the app and keeps their executable bits.
 * @returns the project paths of the copied files, relative with forward slashes, sorted
 * @throws {Problem} `cannot-write`
 */
export async function copyFolder(from: string, to: string, under = ""): Promise<string[]> {
  const copied: string[] = [];
  for (const entry of await readdir(join(from, under), { withFileTypes: true })) {
    const path = under === "" ? entry.name : `${under}/${entry.name}`;
    try {
      if (entry.isDirectory()) {
        await mkdir(join(to, path), { recursive: true });
        copied.push(...(await copyFolder(from, to, path)));
      } else if (entry.isFile()) {
        await copyFile(join(from, path), join(to, path));
        // Files that ship with the app may be read-only. The person may write the copies.
        await chmod(join(to, path), (await lstat(join(from, path))).mode & 0o111 ? 0o755 : 0o644);
        copied.push(path);
      }
    } catch (error) {
      throw writeProblem(error);
    }
  }
  return copied.sort();
}

let removing = Promise.resolve();

/**
 * Removes folders of the app in the background, one after the other. A folder of 100,000 files takes many seconds.
 * @param report called with an error
 */
export function removeSoon(folder: string, report: (error: unknown) => void): void {
  removing = removing.then(() => removeFolder(folder)).catch(report);
}

/** Removes a folder with its content. Links in it are removed, not followed. */
export async function removeFolder(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true }).catch((error: unknown) => {
    throw writeProblem(error);
  });
}
