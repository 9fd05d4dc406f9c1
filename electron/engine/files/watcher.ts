import { existsSync, type FSWatcher, watch as watchFolder } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { documentFolders } from "@shared/specs/formats";
import { watch } from "chokidar";
import { systemCode } from "../../system/system-error";
import { temporaryName } from "./atomic-write";

/** Milliseconds. Git and editors touch several files for one thing that they do. */
const settle = 60;

export interface WatchedProject {
  readonly top: string;
  /** The project's, in which its documents lie, where that is not the top. */
  readonly folder?: string;
  readonly gitDir: string;
  readonly commonDir: string;
}

export interface ProjectChanges {
  /** A file of the spec folders was changed, created or removed; a project path. */
  /** @param digest SHA-256 of what the file holds, in hex, where that was looked at */
  document(path: string, digest?: string): void;
  /** The branch, its commit, the index or the list of documents may be another. */
  repository(): void;
  /** The system watches no more folders, so that changes are missed from now on. Called once. */
  unwatched(error: unknown): void;
}

export interface ProjectWatcher {
  /** Resolves when everything from now on will be noticed. */
  readonly ready: Promise<void>;
  /** Stops; nothing is reported afterwards. */
  close(): Promise<void>;
}

/**
 * Watches a project's documents, and of git's folder only the few places which tell that the branch, its
 * commit or the index changed: the rest of a repository can be large.
 */
export function watchProject(project: WatchedProject, changes: ProjectChanges): ProjectWatcher {
  const { top, folder: root = top, gitDir, commonDir } = project;
  const report = collect(changes);
  const documents = watch(
    documentFolders.map((folder) => join(root, folder)),
    {
      ignoreInitial: true,
      // A link may lead out of the project.
      followSymlinks: false,
      ignored: (path) => temporaryName.test(basename(path)),
    },
  );
  documents.on("all", (event, path) => {
    if (event === "add" || event === "change" || event === "unlink")
      report.document(relative(top, path).split(sep).join("/"));
    if (event !== "change") report.repository();
  });
  let failed = false;
  const lookAt = (error: unknown) => {
    if (failed || !isExhausted(error)) return;
    failed = true;
    report.unwatched(error);
  };
  // A folder that goes away is no error of ours; what is left of it is found when it is read again.
  documents.on("error", (error) => {
    lookAt(error);
    report.repository();
  });
  const ready = new Promise<void>((resolve) => documents.once("ready", () => resolve()));
  // Files that were there before a late folder was watched are not reported one by one.
  documents.on("ready", () => report.repository());

  const folders = watchedFolders(lookAt, (folder, name) => {
    if (folder === root && documentFolders.some((each) => each === name)) {
      documents.add(join(root, name));
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

  /** Watches the folder in which the current branch's commit is written. One look after another. */
  let following = Promise.resolve();
  function followBranch(): void {
    following = following.then(async () => {
      const head = await readFile(join(gitDir, "HEAD"), "utf8").catch(() => "");
      const ref = /^ref: (refs\/heads\/.+)/.exec(head)?.[1];
      const wanted = ref === undefined ? undefined : dirname(join(commonDir, ref));
      // Anew each time: git removes empty folders, and a watcher of one that came back is deaf.
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
      await documents.close();
    },
  };
}

/** The system's limit of watched folders, of those who watch, or of open files is reached. */
const isExhausted = (error: unknown): boolean =>
  /^(?:ENOSPC|EMFILE|ENFILE)$/.test(systemCode(error) ?? "");

/** The folder itself or the closest one above it that exists, down to `floor`. */
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

/** Folders watched for changes of their own names, not of what lies deeper. */
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
        // A folder that went away between two looks is nothing to watch.
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
