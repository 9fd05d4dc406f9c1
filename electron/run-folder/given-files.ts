import { join } from "node:path";
import { putFiles } from "../system/disk";
import { readRegular } from "../system/regular-file";

/**
 * The file in a run's folder that lists the ignored files which were copied to its working tree, each path ended
 * by NUL.
 */
const name = "given-files";

/** Bytes. */
const longest = 64 * 1024 * 1024;

/** @param folder the run's folder */
export async function writeGiven(folder: string, paths: ReadonlySet<string>): Promise<void> {
  if (paths.size === 0) return;
  await putFiles(folder, { [name]: [...paths].map((path) => `${path}\0`).join("") });
}

/** Reads the paths; none for a run without copied files. */
export async function readGiven(folder: string): Promise<ReadonlySet<string>> {
  const read = await readRegular(join(folder, name), longest).catch(() => undefined);
  return new Set(read?.toString("utf8").split("\0").filter(Boolean) ?? []);
}
