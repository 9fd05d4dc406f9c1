import type { ProjectFiles } from "./project-files";
import { type ProjectChanges, type WatchedProject, watchProject } from "./watcher";

/** A project's files with a watcher that starts a moment later. */
export interface WatchedFiles {
  readonly files: ProjectFiles;
  /** Polls for changes when the system does not report all of them; otherwise does nothing. */
  look(): void;
  close(): Promise<void>;
}

/** Milliseconds. Setting up the watcher takes about as long, and would delay the window's first documents. */
const moment = 100;

/** Milliseconds between two polls when the system does not report all changes. Each poll reads the project. */
const usualPace = 10_000;

/**
 * Watches a project after the first requests of the window. When the watcher is ready, the documents that were
 * read before are checked again.
 * @param ready called when all changes are noticed from now on, or when it is known that some are not
 */
export function watchSoon(
  project: WatchedProject,
  files: ProjectFiles,
  changes: ProjectChanges,
  ready: () => void,
  pace = usualPace,
): WatchedFiles {
  // The digest of the content that the window has, by document.
  const digests = new Map<string, string>();
  let looking: NodeJS.Timeout | undefined;
  let underway = false;
  let watcher: ReturnType<typeof watchProject> | undefined;
  let closed = false;

  // A window that gets the digest of its own save need not read the text again. Reports are made one after the
  // other, so that the last report has the latest digest.
  let telling = Promise.resolve();
  const tell = async (path: string) => {
    const now = digests.has(path) ? await files.read(path).catch(() => undefined) : undefined;
    if (!closed) changes.document(path, now?.digest);
  };
  const lookAgain = async ([path, digest]: readonly [string, string]) => {
    const now = await files.read(path).catch(() => undefined);
    // The window now reads the document anew, and until then it has the content of the last reported digest.
    if (now === undefined) digests.delete(path);
    else if (digests.get(path) === digest) digests.set(path, now.digest);
    if (!closed && now?.digest !== digest) changes.document(path, now?.digest);
  };
  const lookAtAll = async () => {
    if (underway) return;
    underway = true;
    for (const each of [...digests]) await lookAgain(each);
    underway = false;
  };
  const look = () => {
    if (closed || looking === undefined) return;
    changes.repository();
    void lookAtAll();
  };
  const toldOf: ProjectChanges = {
    ...changes,
    document(path) {
      telling = telling.then(() => tell(path));
    },
    unwatched(error) {
      looking = setInterval(look, pace);
      looking.unref();
      changes.unwatched(error);
    },
  };
  const timer = setTimeout(() => {
    watcher = watchProject(project, toldOf);
    void watcher.ready.then(async () => {
      if (closed) return;
      await lookAtAll();
      if (!closed) ready();
    });
  }, moment);

  return {
    files: {
      ...files,
      async read(path) {
        const content = await files.read(path);
        digests.set(path, content.digest);
        return content;
      },
      async write(path, edit, base) {
        const written = await files.write(path, edit, base);
        digests.set(path, written.digest);
        return written;
      },
    },
    look,
    async close() {
      closed = true;
      clearInterval(looking);
      clearTimeout(timer);
      await watcher?.close();
    },
  };
}
