import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** A path is not read, because it is no regular file, or the file is larger than allowed. */
export class NotRegular extends Error {}

/**
 * Opens a regular file only: opening a pipe would wait for a writer, reading a device may never end, and a link
 * may lead anywhere. Links are refused unless the person named the file.
 * @param flags of `fs.constants`; read-only by default
 * @throws {NotRegular}; the system's error for a missing file or a link
 */
export async function openRegular(
  path: string,
  { follow = false, flags = constants.O_RDONLY }: { follow?: boolean; flags?: number } = {},
): Promise<FileHandle> {
  // Without O_NONBLOCK, opening a pipe would already wait. Windows has neither of the two flags.
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
 * Reads the whole content of a regular file.
 * @param limit in bytes
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
