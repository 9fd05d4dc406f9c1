import { rmSync } from "node:fs";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemCode } from "../../system/system-error";

/** A temporary folder that only this process writes. */
export interface PrivateFolder {
  readonly path: string;
  remove(): Promise<void>;
  /** Removes the folder when this process exits. */
  removeAtExit(): void;
}

/** Milliseconds after which the folder of a killed process may be removed. */
const day = 24 * 60 * 60 * 1000;

/**
 * Creates a private folder, and removes folders of the same kind that killed processes left a day ago or earlier.
 * @param kind the purpose, a word that becomes part of the name
 * @param place the parent folder
 */
export async function makePrivateFolder(kind: string, place = tmpdir()): Promise<PrivateFolder> {
  const prefix = `specwright-${kind}-`;
  await removeLeft(prefix, place);
  const path = await mkdtemp(join(place, `${prefix}${process.pid}-`));
  return {
    path,
    remove: () => rm(path, { recursive: true, force: true }),
    removeAtExit() {
      process.once("exit", () => rmSync(path, { recursive: true, force: true }));
    },
  };
}

async function removeLeft(prefix: string, place: string): Promise<void> {
  for (const name of await readdir(place).catch(() => [])) {
    const pid = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const folder = join(place, name);
    const written = await stat(folder).catch(() => undefined);
    // Folders of other users stay.
    if (written && written.mtimeMs < Date.now() - day)
      await rm(folder, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return systemCode(error) !== "ESRCH";
  }
}
