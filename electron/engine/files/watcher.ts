import { existsSync, type FSWatcher, watch as watchFolder } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { documentFolders } from "@shared/specs/formats";
import { systemCode } from "../../system/system-error";
import { type DocumentWatcher, watchDocuments } from "./document-watcher";

/** Milliseconds. Git and editors touch several files in one operation. */
const settle = 60;

export interface WatchedProject {
  readonly top: string;
  /** The folder of the project's documents, when it is not the top folder. */
  readonly folder?: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

export interface ProjectChanges {
  /**
   * A file of the spec folders was changed, created or removed.
   * @param path a project path
   * @param digest SHA-256 in hex of the file's content, where it was read
   */
  document(path: string, digest?: string): void;
  /** The branch, its commit, the index or the list of documents may have changed. */
  repository(): void;
  /** The system watches no more folders, so changes are missed from now on. Called once. */
  unwatched(error: unknown): void;
}

export interface ProjectWatcher {
  /** Resolves when all later changes will be noticed. */
  readonly ready: Promise<void>;
  /** Stops watching. Nothing is reported afterwards. */
  close(): Promise<void>;
}

/**
 * Watches a project's documents, and in git's folder only the few files that show a change of the branch, its
 * commit or the index, because the rest of a repository can be large.
 */
export function watchProject(project: WatchedProject, changes: ProjectChanges): ProjectWatcher {
  const { top, folder: root = top, gitDir, commonDir } = project;
  const report = collect(changes);
  let failed = false;
  const lookAt = (error: unknown) => {
    if (failed || !isExhausted(error)) return;
    failed = true;
    report.unwatched(error);
  };
  const documents: ReadonlyMap<string, DocumentWatcher> = new Map(
    documentFolders.map((name) => {
      const above = relative(top, join(root, name)).split(sep).join("/");
      const watcher = watchDocuments(join(root, name), {
        document: (path) => report.document(`${above}/${path}`),
        listed: report.repository,
        failed: lookAt,
      });
      return [name, watcher] as const;
    }),
  );
  const ready = Promise.all([...documents.values()].map((each) => each.ready));
  // Files that were created before their folder was watched are not reported one by one.
  void ready.then(report.repository);

  const folders = watchedFolders(lookAt, (folder, name) => {
    const inside = folder === root ? documents.get(name) : undefined;
    if (inside) {
      inside.lookAgain();
      report.repository();
    } else if (folder === gitDir && (name === "HEAD" || name === "index")) {
      if (name === "HEAD") followBranch();
      report.repository();
    } else if (folder === commonDir && name === "packed-refs") report.repository();
    else if (folder === branchFolder) {
      followBranch();
      report.repository();
    }
  });
  let branchFolder: string | undefined;
  for (const folder of new Set([root, gitDir, commonDir])) folders.add(folder);

  /** Watches the folder with the current branch's ref file. Lookups run one after the other. */
  let following = Promise.resolve();
  function followBranch(): void {
    following = following.then(async () => {
      const head = await readFile(join(gitDir, "HEAD"), "utf8").catch(() => "");
      const ref = /^ref: (refs\/heads\/.+)/.exec(head)?.[1];
      const wanted = ref === undefined ? undefined : dirname(join(commonDir, ref));
      // Renewed each time: git removes empty folders, and the watcher of a removed folder does not see its
      // successor.
      let found: string | undefined;
      do {
        if (branchFolder !== undefined) folders.remove(branchFolder);
        found = wanted === undefined ? undefined : nearest(wanted, commonDir);
        branchFolder = found === commonDir ? undefined : found;
        if (branchFolder !== undefined) folders.add(branchFolder);
      } while (wanted !== undefined && nearest(wanted, commonDir) !== found);
      // The branch may have moved before it was watched.
      report.repository();
    });
  }
  followBranch();

  return {
    ready: Promise.all([ready, following]).then(() => undefined),
    async close() {
      report.close();
      await following;
      folders.close();
      for (const each of documents.values()) each.close();
    },
  };
}

/** Whether the system's limit of watched folders, of watchers or of open files is reached. */
const isExhausted = (error: unknown): boolean =>
  /^(?:ENOSPC|EMFILE|ENFILE)$/.test(systemCode(error) ?? "");

/** The folder itself or its closest existing parent, at most up to `floor`. */
function nearest(folder: string, floor: string): string {
  return folder === floor || existsSync(folder) ? folder : nearest(dirname(folder), floor);
}

function collect(changes: ProjectChanges) {
  const paths = new Set<string>();
  let repository = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const flush = () => {
    timer = undefined;
    const reported = [...paths];
    paths.clear();
    for (const path of reported) changes.document(path);
    if (!repository) return;
    repository = false;
    changes.repository();
  };
  const schedule = () => {
    if (!closed) timer ??= setTimeout(flush, settle);
  };
  return {
    document(path: string) {
      paths.add(path);
      schedule();
    },
    repository() {
      repository = true;
      schedule();
    },
    unwatched(error: unknown) {
      if (!closed) changes.unwatched(error);
    },
    close() {
      closed = true;
      clearTimeout(timer);
    },
  };
}

/** Watches folders for changes of their direct entries, not of deeper ones. */
function watchedFolders(
  failed: (error: unknown) => void,
  changed: (folder: string, name: string) => void,
) {
  const watchers = new Map<string, FSWatcher>();
  let closed = false;
  const remove = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  return {
    add(folder: string) {
      if (closed || watchers.has(folder)) return;
      try {
        const watcher = watchFolder(folder, (_event, name) => {
          if (name !== null) changed(folder, name);
        });
        watcher.on("error", (error) => {
          failed(error);
          remove(folder);
        });
        watchers.set(folder, watcher);
      } catch (error) {
        // A folder that disappeared between two lookups needs no watcher.
        failed(error);
      }
    },
    remove,
    close() {
      closed = true;
      for (const folder of [...watchers.keys()]) remove(folder);
    },
  };
}
