import { lstat } from "node:fs/promises";
import { systemCode } from "../../system/system-error";

/** Tells without reading a file whether it may have changed. */
export interface FileState {
  /** A different value after the file was changed, replaced, created or removed. */
  readonly state: string;
  /** Milliseconds since 1970. Infinity for anything but a plain file, whose state says nothing about its content. */
  readonly changedAt: number;
}

/** Looks up the state of a file. A missing file has a state of its own. */
export async function fileState(path: string): Promise<FileState> {
  try {
    const stats = await lstat(path, { bigint: true });
    if (!stats.isFile()) return { state: "other", changedAt: Number.POSITIVE_INFINITY };
    const { dev, ino, size, mtimeNs, ctimeNs } = stats;
    const changedAt = Number((mtimeNs > ctimeNs ? mtimeNs : ctimeNs) / 1_000_000n);
    return { state: [dev, ino, size, mtimeNs, ctimeNs].join(" "), changedAt };
  } catch (error) {
    if (!["ENOENT", "ENOTDIR"].includes(systemCode(error) ?? "")) throw error;
    return { state: "missing", changedAt: 0 };
  }
}
