import { lstat } from "node:fs/promises";
import { systemCode } from "../../system/system-error";

/** Whether a file is still as it was, as far as can be told without reading it. */
export interface FileState {
  /** Differs when the file was changed, replaced, made or removed. */
  readonly state: string;
  /** Milliseconds since 1970; infinite for what is no file, as its own state says nothing of what is read there. */
  readonly changedAt: number;
}

/** Looks at a file. What is missing has not been changed. */
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
