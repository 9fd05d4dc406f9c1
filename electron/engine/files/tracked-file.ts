import { constants } from "node:fs";
import { lstat, realpath } from "node:fs/promises";
import { join } from "node:path";
import { systemCode } from "../../system/system-error";
import { locate, openInside } from "./path-guard";

/** The file times and numbers that git compares to tell without reading that a file is unchanged. */
export interface FileTimes {
  readonly ctimeNs: bigint;
  readonly mtimeNs: bigint;
  readonly dev: bigint;
  readonly ino: bigint;
  readonly uid: bigint;
  readonly gid: bigint;
  readonly size: bigint;
}

/** The state of a file that git would put into a commit. */
export interface TrackedFile {
  readonly bytes: Buffer;
  readonly executable: boolean;
  readonly times: FileTimes;
}

/** Bytes. Larger files are left to git, which need not keep them in memory. */
const limit = 20_000_000;

/**
 * Reads a file of a project and its times.
 * @returns "missing"; or "other" for anything but a plain file at exactly this path: a link, a folder, a file
 * behind a linked folder, a file above the size limit or one that is being written
 * @throws {Problem} `outside-project`
 */
export async function readTracked(
  root: string,
  path: string,
): Promise<TrackedFile | "missing" | "other"> {
  const top = await realpath(root);
  const stats = await lstat(join(top, path)).catch((error: unknown) => {
    if (["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) return undefined;
    throw error;
  });
  if (!stats) return "missing";
  if (!stats.isFile() || stats.size > limit) return "other";
  if ((await locate(root, path)).path !== join(top, path)) return "other";
  const { handle } = await openInside(root, path);
  try {
    const before = await handle.stat({ bigint: true });
    const bytes = await handle.readFile();
    const times = await handle.stat({ bigint: true });
    const still = before.mtimeNs === times.mtimeNs && BigInt(bytes.length) === times.size;
    return still
      ? { bytes, times, executable: (times.mode & BigInt(constants.S_IXUSR)) !== 0n }
      : "other";
  } finally {
    await handle.close();
  }
}
