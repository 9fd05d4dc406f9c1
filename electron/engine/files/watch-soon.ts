import type { ProjectFiles } from "./project-files";
import { type ProjectChanges, type WatchedProject, watchProject } from "./watcher";

/** A project's files, and the watcher that is started a moment after them. */
export interface WatchedFiles {
  readonly files: ProjectFiles;
  /** Looks for changes where the system does not tell of all; nothing otherwise. */
  look(): void;
  close(): Promise<void>;
}

/** Milliseconds. To set up a watcher takes about as long, and the window would wait for its first documents. */
const moment = 100;

/** Milliseconds between two looks where the system does not tell of all changes: each reads the project. */
const usualPace = 10_000;

/**
 * Watches a project once what the window asks for first has been read. A document that was read before is looked
 * at again when the watcher is there.
 * @param ready called when nothing is missed any more, or when it is known that something is
 */
export function watchSoon(
  project: WatchedProject,
  files: ProjectFiles,
  changes: ProjectChanges,
  ready: () => void,
  pace = usualPace,
): WatchedFiles {
  // What the window has of each document.
  const digests = new Map<string, string>();
  let looking: NodeJS.Timeout | undefined;
  let underway = false;
  let watcher: ReturnType<typeof watchProject> | undefined;
  let closed = false;

  // A window that is told the digest of its own save need not read the text again.
  // One after the other, so that what is told last is what was found last.
  let telling = Promise.resolve();
  const tell = async (path: string) => {
    const now = digests.has(path) ? await files.read(path).catch(() => undefined) : undefined;
    if (!closed) changes.document(path, now?.digest);
  };
  const lookAgain = async ([path, digest]: readonly [string, string]) => {
    const now = await files.read(path).catch(() => undefined);
    // The window reads it anew, and until then it is the one that was told of.
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
