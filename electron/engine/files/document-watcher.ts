import { readdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { kindAt, saysNothing } from "../../system/disk";
import { temporaryName } from "./atomic-write";
import { watchTree } from "./tree-watcher";

/** Milliseconds. An editor may replace a file in several steps, which count as one change. */
const settle = 20;

export interface DocumentChanges {
  /**
   * A file was changed, created or removed.
   * @param path relative to the watched folder, with forward slashes
   */
  document(path: string): void;
  /** A file or a folder was created or removed. */
  listed(): void;
  /** The system watches no more folders. Called once. */
  failed(error: unknown): void;
}

/** A watched folder of documents. */
export interface DocumentWatcher {
  /** Resolves when all later changes will be noticed. */
  readonly ready: Promise<void>;
  /** Looks at the whole folder again: the folder itself was created or removed. */
  lookAgain(): void;
  close(): void;
}

/** Folders that may be large and have no documents of the project. */
const skipped = new Set([".git", "node_modules"]);

const isIgnored = (name: string): boolean => skipped.has(name) || temporaryName.test(name);

const pathIn = (folder: string, name: string): string =>
  folder === "" ? name : `${folder}/${name}`;

const folderOf = (path: string): string => (path.includes("/") ? dirname(path) : "");

/**
 * Watches a folder and all folders in it, with one watcher for each folder. A new folder is watched first and then
 * read, so that no file in it is missed. Links are not followed, because a link may lead out of the project.
 * @param top the folder's absolute path; the folder may be missing
 */
export function watchDocuments(top: string, changes: DocumentChanges): DocumentWatcher {
  /** The names of each watched folder's files. */
  const known = new Map<string, Set<string>>();
  /** Paths with a change that was not looked at yet. */
  let touched = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  /** The files that are there at the beginning are not reported. */
  let isReady = false;

  // One look at a time, so that the known names are those of the last look.
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    turn = turn.then(async () => {
      if (!closed) await work();
    });
    return turn;
  };

  const tell = (path: string): void => {
    if (closed || !isReady) return;
    changes.document(path);
    changes.listed();
  };

  const watcher = watchTree(
    top,
    (path) => {
      touched.add(path);
      timer ??= setTimeout(() => {
        timer = undefined;
        const paths = touched;
        touched = new Set();
        void inTurn(async () => {
          for (const each of paths) await look(each);
        });
      }, settle);
    },
    changes.failed,
  );

  const forget = (folder: string): void => {
    watcher.remove(folder);
    for (const [each, files] of known) {
      if (each !== folder && folder !== "" && !each.startsWith(`${folder}/`)) continue;
      known.delete(each);
      for (const name of files) tell(pathIn(each, name));
    }
    if (isReady && !closed) changes.listed();
  };

  /** Watches and reads a folder and the folders in it, and reports the files that came or went. */
  const scan = async (folder: string): Promise<void> => {
    await watcher.add([folder]);
    const entries = await entriesOf(join(top, folder));
    if (closed) return;
    // The system is out of files or of memory: what was known stays, and the project is read again.
    if (entries === "unclear") return changes.listed();
    if (entries === undefined) {
      if (known.has(folder)) forget(folder);
      return;
    }
    const before = known.get(folder);
    const there = entries.filter(({ name }) => !isIgnored(name));
    const files = new Set(there.flatMap((each) => (each.isDirectory() ? [] : each.name)));
    const folders = there.flatMap((each) => (each.isDirectory() ? pathIn(folder, each.name) : []));
    known.set(folder, files);
    if (before === undefined && isReady) changes.listed();
    for (const name of files) if (!before?.has(name)) tell(pathIn(folder, name));
    for (const name of before ?? []) if (!files.has(name)) tell(pathIn(folder, name));
    if (before)
      for (const each of [...known.keys()])
        if (each !== "" && folderOf(each) === folder && !folders.includes(each)) forget(each);
    for (const each of folders) await scan(each);
  };

  const look = async (path: string): Promise<void> => {
    const name = basename(path);
    const files = known.get(folderOf(path));
    // The files of an unknown folder are found when the folder is.
    if (files === undefined || isIgnored(name)) return;
    const kind = await kindAt(join(top, path)).catch(() => undefined);
    if (closed) return;
    if (kind === undefined) return changes.listed();
    if (kind !== "folder" && known.has(path)) forget(path);
    if (kind === "folder") {
      if (files.delete(name)) tell(path);
      await scan(path);
    } else if (kind === "missing") {
      if (files.delete(name)) tell(path);
    } else if (files.has(name)) changes.document(path);
    else {
      files.add(name);
      tell(path);
    }
  };

  const ready = inTurn(async () => {
    await scan("");
    isReady = true;
  });
  return {
    ready,
    lookAgain: () => void inTurn(() => scan("")),
    close() {
      closed = true;
      clearTimeout(timer);
      watcher.close();
    },
  };
}

/** The entries of a folder; undefined when the folder is missing, is none, or may not be read. */
async function entriesOf(path: string) {
  return readdir(path, { withFileTypes: true }).catch((error: unknown) => {
    return saysNothing(error) ? ("unclear" as const) : undefined;
  });
}
