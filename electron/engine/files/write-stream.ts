import { randomBytes } from "node:crypto";
import { link, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { systemCode, writeProblem } from "../../system/system-error";

/** Writes the next piece of a file; resolves when the system has accepted it. */
export type WritePiece = (piece: string | Uint8Array) => Promise<void>;

/**
 * Writes a file outside of every project that is too large for memory, completely or not at all: temporary file in
 * the same folder, fsync, rename, fsync of the folder.
 * @param replace whether an existing file may be replaced, as confirmed by the person
 * @param fill writes the pieces; when it throws, no file is left behind
 * @throws {Problem} `cannot-write`, `file-exists`; the errors of `fill`
 */
export async function writeStream<T>(
  path: string,
  replace: boolean,
  fill: (write: WritePiece) => Promise<T>,
): Promise<T> {
  const folder = dirname(path);
  const temporary = join(folder, `.specwright-${randomBytes(8).toString("hex")}.tmp`);
  try {
    const file = await open(temporary, "wx", 0o600);
    let result: T;
    try {
      result = await fill(async (piece) => {
        await file.appendFile(piece);
      });
      await file.chmod(0o666 & ~process.umask());
      await file.sync();
    } finally {
      await file.close();
    }
    if (replace) await rename(temporary, path);
    else await link(temporary, path);
    await syncFolder(folder);
    return result;
  } catch (error) {
    if (systemCode(error) === "EEXIST")
      throw new Problem("file-exists", "There is a file of this name. Choose another name.", path);
    throw writeProblem(error);
  } finally {
    await rm(temporary, { force: true });
  }
}

async function syncFolder(folder: string): Promise<void> {
  // Windows cannot open folders, and does not need to flush them.
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}
