import { type BigIntStats, lstatSync, statSync } from "node:fs";

/** Milliseconds within which a file system may give two changes of a file the same time. */
const coarsestClock = 2_000;

/**
 * The identity and version of a file or folder: inode, size, and the times of its last changes. A link has a mark of
 * its own.
 * @returns undefined when nothing is at the path, or it cannot be looked up
 */
export const markOf = (path: string): string | undefined => look(path, lstatSync);

/** Like `markOf`, with links followed. */
export const markThrough = (path: string): string | undefined => look(path, statSync);

function look(
  path: string,
  stat: (path: string, options: { bigint: true; throwIfNoEntry: false }) => BigIntStats | undefined,
): string | undefined {
  try {
    const stats = stat(path, { bigint: true, throwIfNoEntry: false });
    if (!stats) return undefined;
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    return [dev, ino, size, mtimeNs, ctimeNs].join(" ");
  } catch {
    return undefined;
  }
}

/**
 * Whether a file may have changed again at the time in its mark. Such a mark does not prove that the file is
 * unchanged.
 */
export const isFresh = (mark: string, readAt: number): boolean => {
  const changed = Number(BigInt(mark.slice(mark.lastIndexOf(" ") + 1)) / 1_000_000n);
  return readAt - changed < coarsestClock;
};
