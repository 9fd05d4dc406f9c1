import { Problem } from "@shared/base/problem";
import { serialQueue } from "@shared/base/serial-queue";
import type { FeatureSummary, ProjectPatch, ProjectSnapshot } from "@shared/contracts/project";
import { changeOf, withPaths } from "@shared/contracts/project-patch";
import { type ChangedText, createListedPaths } from "./listed-paths";
import { createUncommittedList } from "./uncommitted-list";

/** A snapshot without its number. */
export type ReadSnapshot = Omit<ProjectSnapshot, "revision">;

/** The parts of a snapshot that are read from the project's own files, and not by looking at the whole repository. */
export type ReadProject = Omit<ReadSnapshot, "uncommitted" | "unlisted">;

/** The functions that read a project. */
export interface ProjectReader {
  /** The whole project without the list of uncommitted paths. */
  read(): Promise<ReadProject>;
  /** The paths that git lists as uncommitted, sorted. In a large repository it takes seconds. */
  uncommitted(): Promise<readonly string[]>;
  /** Reads one feature again; undefined when its folder is gone. */
  readFeature(feature: FeatureSummary): Promise<FeatureSummary | undefined>;
  /** Whether git lists a path as uncommitted. */
  isUncommitted(path: string): Promise<boolean>;
}

/** The state of a project in the windows, kept up to date with its files. */
export interface ShownProject {
  current(): ProjectSnapshot;
  /** Reads the whole project again. The list of uncommitted paths follows as a change of its own. */
  readAgain(): Promise<ProjectSnapshot>;
  /** Reads the project again after a short time, once for many requests. */
  refresh(): void;
  /**
   * The text of a document has changed. Once no more documents change, the document's feature is read again, and no
   * other; a change of the list of documents reads the whole project.
   */
  documentChanged(path: string, text: ChangedText): void;
  close(): void;
}

/**
 * Milliseconds without another save after which a changed document's feature is read, and the longest delay. The
 * delay keeps a save from waiting while a long document is being read.
 */
const calm = { usual: 400, longest: 2_000 } as const;

/**
 * @param first the project's state at its opening
 * @param early the list of uncommitted paths, where it is being read and the first state does not have it
 * @param tell called with each change; undefined when no client listens
 */
export function showProject(
  first: ReadSnapshot,
  reader: ProjectReader,
  tell: ((patch: ProjectPatch) => void) | undefined,
  report: (error: unknown) => void,
  early?: Promise<readonly string[]>,
): ShownProject {
  let current: ProjectSnapshot = { ...first, revision: 0 };
  let closed = false;
  const listed = createListedPaths(reader.isUncommitted);

  const become = (next: ReadSnapshot): ProjectSnapshot => {
    const patch = { path: next.path, revision: current.revision + 1, ...changeOf(current, next) };
    current = { ...next, revision: patch.revision };
    if (!closed) tell?.(patch);
    return current;
  };
  const becomeChanged = (change: Partial<ReadSnapshot>): void => {
    const { revision: _, ...rest } = current;
    const next = { ...rest, ...change };
    if (Object.keys(changeOf(current, next)).length > 0) become(next);
  };
  const setUnlisted = (reason: string | undefined): void => {
    const { revision: _, unlisted, ...rest } = current;
    if (unlisted !== reason) become({ ...rest, ...(reason !== undefined && { unlisted: reason }) });
  };
  let isFailureKnown = false;
  const list = createUncommittedList(
    reader.uncommitted,
    () => setUnlisted(undefined),
    (paths) => {
      isFailureKnown = false;
      becomeChanged({ uncommitted: [...paths] });
    },
    (error) => {
      if (!isFailureKnown) report(error);
      isFailureKnown = true;
      setUnlisted(wordsOf(error));
    },
  );
  if (early) list.read(early);

  // One reading at a time, so that a later result is always newer.
  const { run: inTurn } = serialQueue();
  const reported = (error: unknown): void => {
    // During a checkout a repository may be unreadable; the next change causes another reading.
    if (!(error instanceof Problem)) report(error);
  };

  let changed = new Map<string, ChangedText>();
  /** The last known text of each document, because the watcher reports each save again. */
  const heard = new Map<string, string>();
  let timer: NodeJS.Timeout | undefined;
  let changedSince: number | undefined;

  let isQueued = false;
  const readAgain = (): Promise<ProjectSnapshot> =>
    inTurn(async () => {
      isQueued = false;
      changed = new Map();
      listed.forget();
      if (tell) list.read();
      const read = await reader.read();
      return become(withList(read, current));
    });
  const refresh = (): void => {
    if (closed || !tell || isQueued) return;
    isQueued = true;
    readAgain().catch(reported);
  };

  const readChanged = async (): Promise<void> => {
    const texts = changed;
    changed = new Map();
    let { features } = current;
    const { uncommitted } = current;
    const listing = { added: [] as string[], removed: [] as string[] };
    const touched = new Set<FeatureSummary>();
    for (const path of texts.keys()) {
      const feature = features.find(({ folder }) => path.startsWith(`${folder}/`));
      if (feature) touched.add(feature);
      else if (path !== current.constitution) return refresh();
    }
    for (const feature of touched) {
      const now = await reader.readFeature(feature);
      if (now === undefined) return refresh();
      features = features.map((each) => (each.id === now.id ? now : each));
    }
    for (const [path, text] of texts) {
      const before = uncommitted?.includes(path);
      // When git does not answer for a single path, for example in a submodule, all paths are listed.
      const now = await listed.isListed(path, text, before).catch(() => undefined);
      if (now === undefined) refresh();
      else {
        list.answered(path, now);
        if (now !== before) (now ? listing.added : listing.removed).push(path);
      }
    }
    // The list may have come meanwhile.
    const { uncommitted: latest } = current;
    becomeChanged({ features, ...(latest && { uncommitted: withPaths(latest, listing) }) });
  };

  return {
    current: () => current,
    readAgain,
    refresh,
    documentChanged(path, text) {
      if (closed || !tell) return;
      const { digest } = text;
      if (digest !== undefined && heard.get(path) === digest) return;
      if (digest === undefined) heard.delete(path);
      else heard.set(path, digest);
      // The base of the first of several changes is the text that was shown last.
      const base = changed.has(path) ? changed.get(path)?.base : text.base;
      changed.set(path, { digest, base });
      changedSince ??= performance.now();
      clearTimeout(timer);
      const left = calm.longest - (performance.now() - changedSince);
      timer = setTimeout(
        () => {
          changedSince = undefined;
          if (!closed && changed.size > 0) inTurn(readChanged).catch(reported);
        },
        Math.max(0, Math.min(calm.usual, left)),
      );
    },
    close() {
      closed = true;
      list.close();
      clearTimeout(timer);
    },
  };
}

const withList = (
  project: ReadProject,
  { uncommitted, unlisted }: Pick<ReadSnapshot, "uncommitted" | "unlisted">,
): ReadSnapshot => ({
  ...project,
  ...(uncommitted && { uncommitted }),
  ...(unlisted !== undefined && { unlisted }),
});

const wordsOf = (error: unknown): string =>
  error instanceof Problem
    ? [error.message, error.detail].filter(Boolean).join(" ")
    : error instanceof Error
      ? error.message
      : String(error);
