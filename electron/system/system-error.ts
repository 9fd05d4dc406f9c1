import { Problem } from "@shared/base/problem";

/** The system's code of an error (ENOENT, EACCES, …); undefined for any other error. */
export function systemCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string"
    ? error.code
    : undefined;
}

const writeFailures: Record<string, string> = {
  ENOSPC: "The disk is full. Make room, then save again.",
  EDQUOT: "Your share of the disk is used up. Make room, then save again.",
  EROFS: "The disk is read-only. Save to another place, or make it writable.",
  EACCES: "You may not write here. Change the permissions of the folder, then save again.",
  EPERM: "You may not write here. Change the permissions of the folder, then save again.",
  EIO: "The disk reports an error. Check the disk, then save again.",
  ENODEV: "The disk is gone. Connect it again, then save again.",
  EMFILE: "Too many files are open. Close something, then save again.",
  ENFILE: "Too many files are open. Close something, then save again.",
  ENAMETOOLONG: "The name is too long for this disk. Choose a shorter one.",
};

/** The Problem `cannot-write` for a system error; any other error is returned unchanged. */
export function writeProblem(error: unknown): unknown {
  const code = systemCode(error);
  if (error instanceof Problem || code === undefined) return error;
  const message =
    writeFailures[code] ?? "The file could not be written. Check the folder, then save again.";
  return new Problem("cannot-write", message, error instanceof Error ? error.message : code);
}
