import type { FileHandle } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { openInside } from "./path-guard";

/** Bytes. A larger document would make the editor too slow. */
const largestDocument = 20_000_000;

/**
 * Reads the bytes of a document.
 * @throws {Problem} `file-missing`, `outside-project`, `not-text` for one above the size limit
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

/** Reads the content of a file of the project; "too-large" above `limit` bytes. */
export async function bytesOf(
  root: string,
  path: string,
  limit: number,
): Promise<Buffer | "too-large"> {
  const { handle, size } = await openInside(root, path);
  try {
    if (size > limit) return "too-large";
    // One byte more than the size: a read that returns fewer bytes has reached the end, without a second read.
    const bytes = Buffer.allocUnsafe(size + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytesRead === size ? bytes.subarray(0, size) : await readGrowing(handle, limit);
  } catch (error) {
    throw new Problem("file-missing", "The file could not be read.", String(error));
  } finally {
    await handle.close();
  }
}

/** Reads a file whose size changes meanwhile. */
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
