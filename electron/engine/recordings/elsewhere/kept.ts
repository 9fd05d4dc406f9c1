import { lstat, readdir, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { recordingName } from "../../../run-folder/recording-file";
import { indexName } from "../index/recording-indexes";

/** The limits for the kept indexes of opened recordings: their number and total bytes. */
const limits = { count: 20, bytes: 256 * 1024 * 1024 };

/**
 * Tidies the folders of opened recordings. Kept are the link to an existing recording and its index, so that the
 * same recording opens at once the next time. An index records which recording it belongs to, so a wrong choice
 * here does no harm.
 * @param root the parent of those folders; it may be missing, and is removed when empty
 */
export async function keepIndexes(root: string, { count, bytes } = limits): Promise<void> {
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = join(root, name);
      return { folder, kept: await indexIn(folder).catch(() => undefined) };
    }),
  );
  found.sort((a, b) => (b.kept?.opened ?? 0) - (a.kept?.opened ?? 0));
  let room = { count, bytes };
  for (const { folder, kept } of found) {
    if (kept !== undefined && room.count > 0 && kept.bytes <= room.bytes)
      room = { count: room.count - 1, bytes: room.bytes - kept.bytes };
    else await rm(folder, { recursive: true, force: true });
  }
  // rmdir removes the folder only when it is empty.
  await rmdir(root).catch(() => undefined);
}

/** @throws when the folder contains no recording with an index */
async function indexIn(folder: string): Promise<{ bytes: number; opened: number } | undefined> {
  const cast = join(folder, recordingName);
  const [link, index] = await Promise.all([lstat(cast), lstat(join(folder, indexName))]);
  if (!link.isSymbolicLink() || !index.isFile() || !(await stat(cast)).isFile()) return undefined;
  for (const name of await readdir(folder))
    if (name !== recordingName && name !== indexName)
      await rm(join(folder, name), { recursive: true, force: true });
  // The link is created anew each time the recording is opened, so its time is the time of opening.
  return { bytes: index.size, opened: link.mtimeMs };
}
