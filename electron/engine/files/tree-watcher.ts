import { type FSWatcher, watch } from "node:fs";
import { readdir } from "node:fs/promises";
import { join, sep } from "node:path";
import { setImmediate as breathe } from "node:timers/promises";
import { saysNothing } from "../../system/disk";
import { systemCode } from "../../system/system-error";

/** Watches folders for changes of their direct entries. Paths are relative, with forward slashes; "" is the top. */
export interface TreeWatcher {
  /** Watches further folders. A watched folder is watched anew, because it may have been replaced. */
  add(folders: readonly string[]): Promise<void>;
  /** Watches a folder and the folders in it no longer. */
  remove(folder: string): void;
  close(): void;
}

/** Folders after which the event loop gets a turn. */
const atOnce = 50;

/**
 * Watches the named folders of a tree, so that ignored folders cost nothing. On systems that can watch a whole
 * tree in one call, the whole tree is watched.
 * @param changed called with each path that was created, changed or removed
 * @param failed called once, when the system refuses to watch more folders
 */
export function watchTree(
  top: string,
  changed: (path: string) => void,
  failed: (error: unknown) => void,
): TreeWatcher {
  const whole = process.platform === "darwin" || process.platform === "win32";
  const watchers = new Map<string, FSWatcher>();
  let closed = false;
  let failureReported = false;

  const fail = (error: unknown) => {
    if (failureReported || closed) return;
    failureReported = true;
    failed(error);
  };
  const remove = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const open = (folder: string) => {
    remove(folder);
    try {
      const watcher = watch(join(top, folder), { recursive: whole }, (_event, name) => {
        if (closed || name === null) return;
        const path = name.split(sep).join("/");
        if (path !== ".git" && !path.startsWith(".git/"))
          changed(folder === "" ? path : `${folder}/${path}`);
      });
      // The folder is gone. The watcher of its parent reports that.
      watcher.on("error", () => remove(folder));
      watchers.set(folder, watcher);
    } catch (error) {
      // ENOSPC: the system's limit of watched folders is reached. A folder that is gone, or that nobody may read,
      // needs no watcher: its return is a change of its parent.
      if (!/^(?:ENOENT|ENOTDIR|EACCES|EPERM)$/.test(systemCode(error) ?? "")) fail(error);
    }
  };

  return {
    async add(folders) {
      for (let at = 0; at < folders.length && !closed && !failureReported; at += 1) {
        const folder = folders[at] ?? "";
        if (!whole || folder === "") open(folder);
        if (at % atOnce === atOnce - 1) await breathe();
      }
    },
    remove(folder) {
      for (const each of [...watchers.keys()])
        if (folder === "" || each === folder || each.startsWith(`${folder}/`)) remove(each);
    },
    close() {
      closed = true;
      for (const folder of [...watchers.keys()]) remove(folder);
    },
  };
}

/** The folders in a folder, links left out; undefined for a repository of its own, and when the path is no folder. */
export async function foldersIn(top: string, folder: string): Promise<string[] | undefined> {
  const entries = await readdir(join(top, folder), { withFileTypes: true }).catch(
    (error: unknown) => {
      if (saysNothing(error)) throw error;
      return undefined;
    },
  );
  if (entries === undefined) return undefined;
  if (folder !== "" && entries.some(({ name }) => name.toLowerCase() === ".git")) return undefined;
  return entries
    .filter((entry) => entry.isDirectory() && entry.name.toLowerCase() !== ".git")
    .map(({ name }) => (folder === "" ? name : `${folder}/${name}`));
}
