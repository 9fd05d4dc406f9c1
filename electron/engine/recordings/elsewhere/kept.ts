import { lstat, readdir, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { recordingName } from "../../../run-folder/recording-file";
import { indexName } from "../index/recording-indexes";

/** How many opened recordings keep their index for the next time, and how many bytes these have at most. */
const limits = { count: 20, bytes: 256 * 1024 * 1024 };

/**
 * Leaves of the folders of opened recordings what makes the same recordings open at once the next time: the
 * link to a recording that is still there, and its index. An index says itself what it was made of, so nothing
 * here has to be right.
 * @param root the folder of those folders; it need not be there, and goes when nothing is left in it
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
  // Only when it is empty.
  await rmdir(root).catch(() => undefined);
}

/** @throws when the folder has nothing to keep */
async function indexIn(folder: string): Promise<{ bytes: number; opened: number } | undefined> {
  const cast = join(folder, recordingName);
  const [link, index] = await Promise.all([lstat(cast), lstat(join(folder, indexName))]);
  if (!link.isSymbolicLink() || !index.isFile() || !(await stat(cast)).isFile()) return undefined;
  for (const name of await readdir(folder))
    if (name !== recordingName && name !== indexName)
      await rm(join(folder, name), { recursive: true, force: true });
  // The link is made anew each time that the recording is opened.
  return { bytes: index.size, opened: link.mtimeMs };
}
