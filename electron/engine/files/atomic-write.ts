import { randomBytes } from "node:crypto";
import { type FileHandle, link, open, unlink } from "node:fs/promises";
import { Problem } from "@shared/base/problem";
import { systemCode, writeProblem } from "../../system/system-error";
import { digestOf } from "./digest";
import { type FileMark, type HeldFile, hold, replaceSeen } from "./held-file";
import { checkUnlocked } from "./locked";
import { holdFolder, locate } from "./path-guard";

/** The calls that a write makes; a test hands in ones that fail. */
export interface WriteCalls {
  open(path: string, flags: string, mode: number): Promise<FileHandle>;
  /** See `replaceSeen`. */
  replace(from: string, to: string, seen: FileMark): boolean;
  link(from: string, to: string): Promise<void>;
  unlink(path: string): Promise<void>;
}

const systemCalls: WriteCalls = { open, replace: replaceSeen, link, unlink };

/** Temporary files of ours, which a watcher passes over. */
export const temporaryName = /^\.specwright-[0-9a-f]{16}\.tmp$/;

/** How often a write begins again because the file was touched, and has the same content still. */
const mostTouches = 20;

/**
 * Replaces or creates a file of a project so that at any instant the old or the new content is there,
 * whole: exclusive temporary file in the same folder, fsync, one more look at the target, rename, fsync
 * of the folder. A target that is a link inside the project stays a link; its file is replaced.
 * @param base SHA-256 in hex of the content that the new one was made from; undefined for a new file
 * @returns SHA-256 in hex of what was written
 * @throws {Problem} `changed-outside` when the file has another content than base (or exists, or is
 * gone); `outside-project`; `file-missing` for a missing folder; `cannot-write`, also for a file that is
 * meant to stay as it is: read-only to this person or to everyone
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
  /** Makes the file that will stand in the old one's place; the caller closes it. */
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
    // The new file is filled while the old one is looked at, which has the better reasons to refuse.
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
    // Theirs is put back, to be merged like any other change outside.
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

/** The file that is to be replaced; undefined when there is none. */
async function holdOld(calls: WriteCalls, target: string): Promise<HeldFile | undefined> {
  const handle = await calls.open(target, "r", 0).catch((error: unknown) => {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  });
  return handle && hold(handle);
}

/** A link refuses to replace what someone else has put there since; rename would not. */
async function putNew(calls: WriteCalls, temporary: string, target: string, path: string) {
  await calls.link(temporary, target).catch((error: unknown) => {
    if (systemCode(error) === "EEXIST") throw changedOutside(path);
    throw error;
  });
}

/** Gives the new file the mode and owner of the old one, or a new file's usual mode. */
async function takeOver(handle: FileHandle, old: HeldFile | undefined) {
  if (!old) {
    await handle.chmod(0o666 & ~process.umask());
    return;
  }
  const { uid, gid } = await handle.stat();
  if (old.uid !== uid || old.gid !== gid)
    // Only root can give a file away; anyone else's copy is their own, as with every editor.
    await handle.chown(old.uid, old.gid).catch(() => undefined);
  await handle.chmod(old.mode & 0o7777);
}

/** The refusal to write over what somebody else has written. */
export function changedOutside(path: string): Problem {
  return new Problem(
    "changed-outside",
    "The file was changed outside of this window. Look at the new version, then save again.",
    path,
  );
}
