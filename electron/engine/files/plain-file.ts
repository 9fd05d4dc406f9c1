import { constants, open, stat } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { systemCode } from "../../system/system-error";

/** What a file that somebody else made may be like. */
export interface PlainFileLimits {
  /** Bytes. */
  readonly largest: number;
  /** Links are followed, to a plain file; otherwise a link counts as no file. */
  readonly links: "followed" | "left";
}

/**
 * Reads a file that a stranger may have put there: a pipe or a device is not opened, and of a file that grows
 * only what was there at first is read.
 * @returns undefined where there is no file
 * @throws {Problem} `git-failed` naming what stands there instead
 */
export async function readPlainFile(
  path: string,
  { largest, links }: PlainFileLimits,
): Promise<Buffer | undefined> {
  const noFollow = links === "left" ? constants.O_NOFOLLOW : 0;
  try {
    // Opening a device may already do something, so it is looked at first.
    const before = await stat(path);
    if (before.isDirectory()) return undefined;
    refuseOdd(path, before, largest);
    // The look and the opening are two steps: a pipe that was put there in between must not hold us up.
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

/** What keeps something that is no folder from being read; undefined for a plain file. */
export function oddity(stats: Stats, largest: number): string | undefined {
  if (stats.isFIFO()) return "a pipe";
  if (!stats.isFile()) return "no plain file";
  if (stats.size > largest) return `larger than ${inMegabytes(largest)}`;
  return undefined;
}

const inMegabytes = (bytes: number): string =>
  bytes < 1_000_000 ? `${Math.round(bytes / 1000)} KB` : `${Math.round(bytes / 1_000_000)} MB`;

/** The refusal of what stands in the place of a file that git reads. */
export function oddFile(path: string, odd: string): Problem {
  return new Problem(
    "git-failed",
    `Git cannot read this repository, because a file in it is ${odd}: ${path}. Remove that file, then try again.`,
    path,
  );
}
