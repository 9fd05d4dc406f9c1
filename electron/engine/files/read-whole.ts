import type { FileHandle } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { openInside } from "./path-guard";

/** Bytes. A document beyond this would make the editor useless. */
const largestDocument = 20_000_000;

/**
 * The bytes of a file of a project.
 * @throws {Problem} `file-missing`, `outside-project`, `not-text` for one that is too large
 */
export async function readWhole(root: string, path: string): Promise<Buffer> {
  const bytes = await bytesOf(root, path, largestDocument);
  if (bytes === "too-large")
    throw new Problem(
      "not-text",
      "This file is larger than 20 MB. Open it in another editor.",
      path,
    );
  return bytes;
}

/** The whole content of a file of the project, of at most `limit` bytes. */
export async function bytesOf(
  root: string,
  path: string,
  limit: number,
): Promise<Buffer | "too-large"> {
  const { handle, size } = await openInside(root, path);
  try {
    if (size > limit) return "too-large";
    // One byte more than there should be: a shorter answer is the end of the file, without a second look.
    const bytes = Buffer.allocUnsafe(size + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytesRead === size ? bytes.subarray(0, size) : await readGrowing(handle, limit);
  } catch (error) {
    throw new Problem("file-missing", "The file could not be read.", String(error));
  } finally {
    await handle.close();
  }
}

/** A file that changes its size while it is read. */
async function readGrowing(handle: FileHandle, limit: number): Promise<Buffer | "too-large"> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let bytesRead = 1; bytesRead > 0 && total <= limit; total += bytesRead) {
    const chunk = Buffer.allocUnsafe(1 << 20);
    bytesRead = (await handle.read(chunk, 0, chunk.length, total)).bytesRead;
    chunks.push(chunk.subarray(0, bytesRead));
  }
  return total > limit ? "too-large" : Buffer.concat(chunks);
}
