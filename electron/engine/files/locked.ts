import { access, constants } from "node:fs/promises";
import { dirname } from "node:path";
import { Problem } from "@shared/base/problem";
import type { DocumentContent } from "@shared/contracts/documents";
import { systemCode } from "../../system/system-error";

type Lock = Exclude<DocumentContent["readOnly"], "not-utf8" | undefined>;

/**
 * The reason why a file may not be replaced; undefined when it may. A file is replaced through its folder, so the
 * permissions of both count.
 * @param path absolute
 * @param mode the file's mode bits
 */
export async function lockOf(path: string, mode: number): Promise<Lock | undefined> {
  const [file, folder] = await Promise.all([refusal(path), refusal(dirname(path))]);
  if (file === "EROFS" || folder === "EROFS") return "read-only-disk";
  // Root may write every file. A file without any write bit is still left alone.
  if (file !== undefined || (mode & 0o222) === 0) return "no-permission";
  return folder === undefined ? undefined : "locked-folder";
}

async function refusal(path: string): Promise<string | undefined> {
  try {
    await access(path, constants.W_OK);
    return undefined;
  } catch (error) {
    return systemCode(error) ?? "EACCES";
  }
}

const words: Record<Lock, string> = {
  "no-permission": "The file is read-only. Allow writing to it, then try again.",
  "locked-folder": "The file's folder is read-only. Allow writing to it, then try again.",
  "read-only-disk": "The disk is read-only. Make it writable, then try again.",
};

/** @throws {Problem} `cannot-write` when a file may not be replaced; parameters as for `lockOf` */
export async function checkUnlocked(path: string, mode: number): Promise<void> {
  const lock = await lockOf(path, mode);
  if (lock !== undefined) throw new Problem("cannot-write", words[lock], path);
}
