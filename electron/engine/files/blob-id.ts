import { createHash } from "node:crypto";
import { constants, createReadStream } from "node:fs";
import { open } from "node:fs/promises";

/**
 * The id of the git blob with exactly a file's bytes. Source: gitformat-loose, "blob SIZE NUL" and the bytes.
 * @param path as bytes, because a file name need not be UTF-8
 * @param length hex digits of the id: 40 for SHA-1, 64 for SHA-256
 * @returns undefined for anything but a readable plain file, and for a file that changes meanwhile
 */
export async function blobId(path: Buffer, length: number): Promise<string | undefined> {
  // Links are not followed, and opening a pipe does not wait for its writer.
  const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return undefined;
    const hash = createHash(length === 64 ? "sha256" : "sha1").update(`blob ${stats.size}\0`);
    let bytes = 0;
    for await (const chunk of createReadStream("", { fd: file, autoClose: false })) {
      bytes += chunk.length;
      hash.update(chunk);
    }
    return bytes === stats.size ? hash.digest("hex") : undefined;
  } finally {
    await file.close();
  }
}
