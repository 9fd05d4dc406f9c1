import { open } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/contracts/problem";

/** Bytes of one piece: large enough to be quick, small enough to cross to the window at once. */
const piece = 4 * 1024 * 1024;

/**
 * Reads a piece of a run's session.cast that ends at a line's end.
 * @param offset bytes, 0 or an earlier answer's `next`
 * @returns the text; `next` is where to go on, equal to `size` at the end
 * @throws {Problem} `file-missing`; `recording-damaged` for a line longer than a piece
 */
export async function readRecording(
  folder: string,
  offset: number,
): Promise<{ text: string; next: number; size: number }> {
  const file = await open(join(folder, "session.cast"), "r").catch(() => undefined);
  if (!file) throw new Problem("file-missing", "This run has no recording.", folder);
  try {
    const { size } = await file.stat();
    const buffer = Buffer.alloc(Math.max(0, Math.min(piece, size - offset)));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
    const atEnd = offset + bytesRead >= size;
    const end = atEnd ? bytesRead : buffer.subarray(0, bytesRead).lastIndexOf(0x0a) + 1;
    if (end === 0 && !atEnd)
      throw new Problem("recording-damaged", "A line of this recording is too long to be read.");
    return { text: buffer.toString("utf8", 0, end), next: offset + end, size };
  } finally {
    await file.close();
  }
}
