import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Why something that has a file's name is not read: it is no file, or more than anything of its kind is. */
export class NotRegular extends Error {}

/**
 * Opens a file and nothing else: a pipe would wait for a writer, a device may never end, and a link may lead
 * anywhere. So links are refused as well, unless the person named the file.
 * @param flags of `fs.constants`; for reading if left out
 * @throws {NotRegular}; the system's error when there is nothing, or a link
 */
export async function openRegular(
  path: string,
  { follow = false, flags = constants.O_RDONLY }: { follow?: boolean; flags?: number } = {},
): Promise<FileHandle> {
  // Without O_NONBLOCK opening a pipe would wait already. Windows has neither of the two.
  const kept = (constants.O_NONBLOCK ?? 0) | (follow ? 0 : (constants.O_NOFOLLOW ?? 0));
  const file = await open(path, flags | kept, 0o600);
  try {
    if (!(await file.stat()).isFile()) throw new NotRegular(`${path} is not a regular file`);
    return file;
  } catch (error) {
    await file.close();
    throw error;
  }
}

/**
 * The whole content of a file that is no link, pipe or device.
 * @param limit bytes
 * @throws {NotRegular}; the system's error
 */
export async function readRegular(path: string, limit: number): Promise<Buffer> {
  const file = await openRegular(path);
  try {
    const { size } = await file.stat();
    if (size > limit) throw new NotRegular(`${path} has ${size} bytes, more than ${limit}`);
    return await file.readFile();
  } finally {
    await file.close();
  }
}
