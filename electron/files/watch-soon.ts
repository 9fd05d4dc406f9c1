import type { ProjectFiles } from "./project-files";
import { type ProjectChanges, type WatchedProject, watchProject } from "./watcher";

/** A project's files, and the watcher that is started a moment after them. */
export interface WatchedFiles {
  readonly files: ProjectFiles;
  close(): Promise<void>;
}

/** Milliseconds. To set up a watcher takes about as long, and the window would wait for its first documents. */
const moment = 100;

/**
 * Watches a project once what the window asks for first has been read. A document that was read before is looked
 * at again when the watcher is there.
 * @param ready called when nothing is missed any more
 */
export function watchSoon(
  project: WatchedProject,
  files: ProjectFiles,
  changes: ProjectChanges,
  ready: () => void,
): WatchedFiles {
  // What the window has of each document until changes are noticed.
  const digests = new Map<string, string>();
  let watching = false;
  let watcher: ReturnType<typeof watchProject> | undefined;
  let closed = false;

  const note = (path: string, digest: string) => {
    if (!watching) digests.set(path, digest);
  };
  const lookAgain = async ([path, digest]: readonly [string, string]) => {
    const now = await files.read(path).catch(() => undefined);
    if (!closed && now?.digest !== digest) changes.document(path);
  };
  const timer = setTimeout(() => {
    watcher = watchProject(project, changes);
    void watcher.ready.then(async () => {
      if (closed) return;
      watching = true;
      await Promise.all([...digests].map(lookAgain));
      digests.clear();
      if (!closed) ready();
    });
  }, moment);

  return {
    files: {
      ...files,
      async read(path) {
        const content = await files.read(path);
        note(path, content.digest);
        return content;
      },
      async write(path, edit, base) {
        const written = await files.write(path, edit, base);
        note(path, written.digest);
        return written;
      },
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await watcher?.close();
    },
  };
}
