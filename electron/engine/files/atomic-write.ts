import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, unlink } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { systemCode, writeProblem } from "../../system/system-error";
import { digestOf } from "./digest";
import { type FileMark, type HeldFile, hold, replaceSeen } from "./held-file";
import { checkUnlocked } from "./locked";
import { holdFolder, locate } from "./path-guard";

/** The file system calls that a write makes. A test passes calls that fail. */
export interface WriteCalls {
  open(path: string, flags: string, mode: number): Promise<FileHandle>;
  /** See `replaceSeen`. */
  replace(from: string, to: string, seen: FileMark): boolean;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

const systemCalls: WriteCalls = { open, replace: replaceSeen, link, unlink };

/** Names of our temporary files. Watchers ignore them. */
export const temporaryName = /^\.specwright-[0-9a-f]{16}\.tmp$/;

/** The largest number of new attempts when the file was touched but still has the same content. */
const mostTouches = 20;

/**
 * Replaces or creates a file of a project so that the file has either the old or the new content, complete, at any
 * instant: exclusive temporary file in the same folder, fsync, second check of the target, rename, fsync of the
 * folder. A target that is a link inside the project stays a link; the linked file is replaced.
 * @param base SHA-256 in hex of the content that the edit was based on; undefined for a new file
 * @returns SHA-256 in hex of the written content
 * @throws {Problem} `changed-outside` when the file has other content than base (or exists, or is gone);
 * `outside-project`; `file-missing` for a missing folder; `cannot-write`, also for a file that is read-only for
 * this person or for everyone
 */
export async function writeAtomically(
  root: string,
  path: string,
  bytes: Uint8Array,
  base: string | undefined,
  calls: WriteCalls = systemCalls,
): Promise<string> {
  const place = await locate(root, path);
  const folder = await holdFolder(root, place);
  const target = folder.at(place.name);
  const temporary = folder.at(`.specwright-${randomBytes(8).toString("hex")}.tmp`);
  let standing = false;
  let old: HeldFile | undefined;
  let digest = "";
  const look = async () => {
    await old?.close();
    old = undefined;
    old = await holdOld(calls, target);
    if (old?.digest !== base) throw changedOutside(path);
    return old;
  };
  /** Checks the old file and its lock. */
  const lookUnlocked = async () => {
    const held = await look();
    if (held) await checkUnlocked(place.path, held.mode);
    return held;
  };
  const fill = async (): Promise<FileHandle> => {
    const handle = await calls.open(temporary, "wx", 0o600);
    standing = true;
    try {
      await handle.writeFile(bytes);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return handle;
  };
  try {
    // The new file is written while the old one is checked. A refusal of the check takes precedence, because its
    // reason says more.
    const filling = fill();
    try {
      const [looked, filled] = await Promise.allSettled([lookUnlocked(), filling]);
      if (looked.status === "rejected") throw looked.reason;
      if (filled.status === "rejected") throw filled.reason;
      await takeOver(filled.value, looked.value);
      const syncing = filled.value.sync();
      digest = digestOf(bytes);
      await syncing;
    } finally {
      await filling.then(
        (handle) => handle.close(),
        () => undefined,
      );
    }
    if (base === undefined) {
      await putNew(calls, temporary, target, path);
      await calls.unlink(temporary);
    } else {
      for (let touches = 0; old && !calls.replace(temporary, target, old.mark); touches += 1)
        if (touches > mostTouches) throw changedOutside(path);
        else await look();
    }
    standing = false;
    const late = await old?.changed();
    await folder.sync();
    if (late === undefined) return digest;
    // The other program's text is restored. The caller then merges it like any change from outside.
    await writeAtomically(root, path, late, digest, calls);
    throw changedOutside(path);
  } catch (error) {
    if (standing) await calls.unlink(temporary).catch(() => undefined);
    throw writeProblem(error);
  } finally {
    await old?.close();
    await folder.close();
  }
}

/** Opens and reads the file that is to be replaced; undefined when no file exists. */
async function holdOld(calls: WriteCalls, target: string): Promise<HeldFile | undefined> {
  const handle = await calls.open(target, "r", 0).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  return handle && hold(handle);
}

/** `link` refuses when another program has created the target meanwhile; `rename` would replace it. */
async function putNew(calls: WriteCalls, temporary: string, target: string, path: string) {
  await calls.link(temporary, target).catch((error: unknown) => {
    if (systemCode(error) === "EEXIST") throw changedOutside(path);
    throw error;
  });
}

/** Gives the new file the mode and owner of the old one, or the usual mode for a new file. */
async function takeOver(handle: FileHandle, old: HeldFile | undefined) {
  if (!old) {
    await handle.chmod(0o666 & ~process.umask());
    return;
  }
  const { uid, gid } = await handle.stat();
  if (old.uid !== uid || old.gid !== gid)
    // Only root can give a file away. For any other user the copy belongs to that user, as with every editor.
    await handle.chown(old.uid, old.gid).catch(() => undefined);
  await handle.chmod(old.mode & 0o7777);
}

/** The refusal to overwrite a change by another program. */
export function changedOutside(path: string): Problem {
  return new Problem(
    "changed-outside",
    "The file was changed outside of this window. Look at the new version, then save again.",
    path,
  );
}
