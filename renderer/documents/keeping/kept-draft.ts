/** Milliseconds from a key to the local database. A slow sketch or database makes them more. */
export const draftDelay = 120;

/** The pause between two drafts is at least this many times as long as making one. */
const pausePerDraft = 8;

export interface KeptDraftOptions {
  /** Whether the editor begins with a draft that the database already contains. */
  readonly isRestored: boolean;
  /** The number of edits so far; undefined when the file contains all of them. */
  edits(): number | undefined;
  /**
   * Puts the edits into the database.
   * @param onDescribed called with the milliseconds that it took to describe the edits
   * @throws the error of the database
   */
  put(onDescribed: (milliseconds: number) => void): Promise<void>;
  /** Removes the draft from the database. */
  drop(): Promise<void>;
  /** Called after each attempt to write. @param fails whether the database refused */
  onHealth(fails: boolean): void;
}

/** The draft of one document in the local database. */
export interface KeptDraft {
  /** Writes the draft unless database or file contain all edits. Never rejects. */
  keep(): Promise<void>;
  /** Writes the draft after a pause. */
  soon(): void;
  /** Resolves when the drafts that are being written are in the database, or refused. */
  settled(): Promise<void>;
  /** Marks the draft in the database as outdated, because its base text changed. The next `keep` writes it again. */
  markOutdated(): void;
  /** Removes the draft, unless a new one is written meanwhile. Never rejects. */
  drop(): Promise<void>;
  /** Whether the database refused the last draft. */
  fails(): boolean;
  /** Cancels the draft that `soon` planned. */
  stop(): void;
}

/** Keeps one document's edits in the local database. It does not wait for the file: a disk may be slow. */
export function keepDraft(options: KeptDraftOptions): KeptDraft {
  // The count of the edits that the database contains; -1 when its draft is outdated.
  let drafted = options.isRestored ? 1 : 0;
  // The number of drafts given to the database since it was known to contain none.
  let draftsGiven = options.isRestored ? 1 : 0;
  let pause = draftDelay;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let fails = false;
  let writing: Promise<void> = Promise.resolve();

  const write = async (): Promise<void> => {
    const edits = options.edits();
    if (edits === undefined || drafted === edits) return;
    draftsGiven += 1;
    await options.put((milliseconds) => {
      // Drafts of a long document must not take more time than its keys.
      pause = Math.max(draftDelay, pausePerDraft * milliseconds);
    });
    drafted = edits;
  };
  const isHealthy = (healthy: boolean) => () => {
    fails = !healthy;
    options.onHealth(fails);
  };
  const keep = (): Promise<void> => {
    writing = writing.then(write).then(isHealthy(true), isHealthy(false));
    return writing;
  };

  return {
    keep,
    soon() {
      timer ??= setTimeout(() => {
        timer = undefined;
        void keep();
      }, pause);
    },
    settled: () => writing,
    markOutdated() {
      drafted = -1;
    },
    async drop() {
      if (draftsGiven === 0) return;
      const before = draftsGiven;
      const dropped = await options.drop().then(
        () => true,
        () => false,
      );
      if (dropped && draftsGiven === before) draftsGiven = 0;
    },
    fails: () => fails,
    stop: () => clearTimeout(timer),
  };
}
