import { constants, open, stat } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { systemCode } from "../../system/system-error";

/** The limits for a file that another program has written. */
export interface PlainFileLimits {
  /** Bytes. */
  readonly largest: number;
  /** "followed": a link to a plain file is read. "left": a link counts as missing. */
  readonly links: "followed" | "left";
}

/**
 * Reads a file that a stranger may have put there. A pipe or a device is not opened, and a growing file is read up
 * to its first size.
 * @returns undefined when no file exists
 * @throws {Problem} `git-failed` naming the kind of the entry that is not a plain file
 */
export async function readPlainFile(
  path: string,
  { largest, links }: PlainFileLimits,
): Promise<Buffer | undefined> {
  const noFollow = links === "left" ? constants.O_NOFOLLOW : 0;
  try {
    // Merely opening a device can have an effect, so the kind is checked first.
    const before = await stat(path);
    if (before.isDirectory()) return undefined;
    refuseOdd(path, before, largest);
    // The check and the opening are two steps. Non-blocking flags keep the opening from waiting at a pipe that
    // appears between them.
    const flags = constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY | noFollow;
    const handle = await open(path, flags);
    try {
      const now = await handle.stat();
      refuseOdd(path, now, largest);
      const bytes = Buffer.allocUnsafe(now.size);
      let read = 0;
      while (read < now.size) {
        const { bytesRead } = await handle.read(bytes, read, now.size - read, read);
        if (bytesRead === 0) break;
        read += bytesRead;
      }
      return bytes.subarray(0, read);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (["ENOENT", "ENOTDIR", "EISDIR", "ELOOP"].includes(systemCode(error) ?? ""))
      return undefined;
    throw error;
  }
}

interface Stats {
  readonly size: number;
  isFile(): boolean;
  isFIFO(): boolean;
}

function refuseOdd(path: string, stats: Stats, largest: number): void {
  const odd = oddity(stats, largest);
  if (odd !== undefined) throw oddFile(path, odd);
}

/** The reason why a non-folder entry cannot be read as a file; undefined for a plain file within the limit. */
export function oddity(stats: Stats, largest: number): string | undefined {
  if (stats.isFIFO()) return "a pipe";
  if (!stats.isFile()) return "no plain file";
  if (stats.size > largest) return `larger than ${inMegabytes(largest)}`;
  return undefined;
}

const inMegabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${Math.round(bytes / 1_000_000)} MB`;

/** The refusal for an odd entry in the place of a file that git reads. */
export function oddFile(path: string, odd: string): Problem {
  return new Problem(
    "git-failed",
    `Git cannot read this repository, because a file in it is ${odd}: ${path}. Remove that file, then try again.`,
    path,
  );
}
