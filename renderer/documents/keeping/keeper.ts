import type { ProjectTop } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import { isNoEdit } from "@shared/base/text-edit";
import type { Choice, Conflict } from "@shared/markdown/merge";
import type { Draft, Sketch } from "../../store/database";
import type { SaveState } from "../../store/unsaved";
import type { Base } from "./file-base";
import { type Change, createFileMerge, type Produced } from "./file-merge";
import { keepDraft } from "./kept-draft";
import { createOwnWrites } from "./own-writes";
import { keepsChanging } from "./settled-read";

/** The effects of a keeper. */
export interface KeeperPorts {
  putDraft(draft: Draft): Promise<void>;
  dropDraft(key: string): Promise<void>;
  /**
   * Reads the file after other programs have finished writing it.
   * @param known the file's last known text
   * @param checked whether a write follows, which checks the content again: a surely whole text is then enough
   * @throws {Problem} `changed-outside` when the file never stops changing
   */
  read(path: string, known: string, checked: boolean): Promise<Base>;
  /** @throws {Problem} `changed-outside` when the file's content is no longer `base` */
  write(path: string, change: Change, base: Base): Promise<{ readonly digest: string }>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface KeeperOptions {
  readonly project: ProjectTop;
  readonly path: string;
  readonly file: Base;
  /** The text that a restored draft is based on; undefined when the editor shows the file. */
  readonly restoredOn: string | undefined;
  /** @returns the text; may take as long as parsing the document */
  produce(): Produced;
  /** @returns the edit in the editor's own form, for the local database; takes little time */
  sketch(): Sketch;
  onState(state: SaveState): void;
  /**
   * Shows another text in place of the one that was produced last.
   * @param by `file`: a change outside; `person`: the person's choice, which undo can take back
   */
  onText(text: string, by: "file" | "person"): void;
  /**
   * Resolves when the text may be replaced, which is not the case while a character is being composed.
   * Undefined: now.
   */
  pause(): Promise<void> | undefined;
  /** The file can no longer be read, and the editor has no unsaved edit. */
  onGone(problem: Problem): void;
}

/** Keeps one open document's edits safe: first in the local database, then in its file. */
export interface Keeper {
  readonly path: string;
  /** The document was edited. */
  edited(): void;
  /** Writes pending edits to the file, or at least to the drafts. Never rejects. */
  flush(): Promise<void>;
  /**
   * Reads the file, which may have changed, and merges its changes into the editor's text.
   * @param digest of the file's content, when known. The file is not read when it is the digest of the last
   * save.
   */
  lookAtFile(digest?: string): Promise<void>;
  /** Settles a conflict. After the last conflict the text is saved. */
  settle(conflict: Conflict, choice: Choice): Promise<void>;
  /** Flushes and ends. Resolves to the last state. */
  close(): Promise<SaveState>;
}

/** Milliseconds from the last key to the write of the file. */
export const fileDelay = 800;

/**
 * How many times in a row, and for how many milliseconds, a write is tried when other programs write first. The
 * person is told after that. There is no pause between tries, because each pause lets the others in.
 */
const tries = { most: 20, longest: 2_000 } as const;

/** Names the draft that one window keeps of one document. */
export const draftKey = (project: ProjectTop, path: string, window: string): string =>
  [project, path, window].join("\0");

/**
 * Starts to keep a document's edits. Call `close` when the document is no longer shown.
 * @param window the window's id: each window has drafts of its own
 */
export function openKeeper(options: KeeperOptions, ports: KeeperPorts, window: string): Keeper {
  const { project, path, restoredOn } = options;
  const key = draftKey(project, path, window);
  // The number of edits so far, and the number of those that the file contains.
  let edits = restoredOn === undefined ? 0 : 1;
  let filed = 0;
  let state: SaveState = { kind: "saved" };
  let fileTimer: ReturnType<typeof setTimeout> | undefined;
  // Runs while the file keeps changing: at its end the file is written or read again.
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let willLook = false;
  // The digest of the file's content in the last report.
  let reportedDigest: string | undefined;
  // The person was told that the file keeps changing. True until a write succeeds.
  let toldOfChanges = false;
  let closed = false;
  const ownWrites = createOwnWrites(options.file);
  // The queue runs one act at a time, so a read of the file never falls between a write and its answer.
  let queue: Promise<void> = Promise.resolve();
  let inQueue = 0;

  const setState = (next: SaveState) => {
    state = next;
    options.onState(next);
  };
  const notInFile = (why: string) => setState({ kind: draft.fails() ? "unkept" : "draft", why });
  const saving = () => {
    if (!toldOfChanges && state.kind !== "saving") setState({ kind: "saving" });
  };
  const draft = keepDraft({
    isRestored: restoredOn !== undefined,
    edits: () => (filed === edits ? undefined : edits),
    async put(onDescribed) {
      const editedAt = ports.now();
      const edit = options.sketch();
      onDescribed(ports.now() - editedAt);
      const baseText = merging.base();
      await ports.putDraft({ key, project, path, window, edit, baseText, editedAt });
    },
    drop: () => ports.dropDraft(key),
    // A failing database keeps no edit from its file. Each edit tries the database again.
    onHealth(fails) {
      if (state.kind === (fails ? "draft" : "unkept")) notInFile(state.why);
    },
  });
  const merging = createFileMerge({
    file: options.file,
    base: restoredOn ?? options.file.text,
    produce: () => options.produce(),
    onText: (text, by) => options.onText(text, by),
    onConflicts: (conflicts) => setState({ kind: "outside", conflicts }),
    onNoText: notInFile,
    // The draft in the database is still based on the old text.
    onBase: () => draft.markOutdated(),
  });
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    // With an empty queue, the work begins in this very call.
    const begun = inQueue === 0 ? work() : queue.then(work);
    inQueue += 1;
    queue = begun
      .catch((error: unknown) => {
        notInFile(reasonOf(error));
        if (!(error instanceof Problem) || error.code !== "changed-outside") return;
        toldOfChanges = true;
        tryAgain();
      })
      .finally(() => {
        inQueue -= 1;
      });
    return queue;
  };

  const settled = async (version: number, now: Base): Promise<void> => {
    merging.meet(now);
    filed = version;
    toldOfChanges = false;
    await draft.settled();
    if (edits !== version) return;
    await draft.drop();
    if (edits === version) setState({ kind: "saved" });
  };

  /** Takes over the file's new content. @param at milliseconds at the first read; the file may have changed since */
  const takeOver = (now: Base, at: number) => {
    const isMerged = merging.base() === merging.file().text;
    const lost = isMerged ? ownWrites.takenBack(now, at) : undefined;
    merging.takeOver(now, lost);
    if (lost !== undefined) filed = -1;
  };
  /** Reads the file for the next write. Asks the person only about a text that is surely whole. */
  const readAgain = async (): Promise<void> => {
    const known = merging.file().text;
    const began = ports.now();
    const firstRead = await ports.read(path, known, true);
    const asks = merging.wouldConflict(firstRead.text);
    takeOver(asks ? await ports.read(path, known, false) : firstRead, began);
    await options.pause();
  };
  /** A later change outside would also start a new try, but may never come. */
  const tryAgain = () => {
    if (!closed)
      retryTimer ??= setTimeout(() => {
        retryTimer = undefined;
        void inTurn(filed === edits ? look : save);
      }, fileDelay);
  };

  const save = async (): Promise<void> => {
    if (filed === edits) return draft.drop();
    const pausing = options.pause();
    if (pausing) await pausing;
    // Edits that cannot be written at once are stored as a draft before the state says "draft". Other edits are
    // in the file sooner than in the database; when the disk is slow, the planned draft does not wait for it.
    if (merging.base() !== merging.file().text || !options.produce().ok) await draft.keep();
    const until = ports.now() + tries.longest;
    for (let count = 0; count < tries.most && ports.now() <= until; count += 1) {
      const change = merging.merge();
      const file = merging.file();
      const version = edits;
      if (change === undefined) return draft.keep();
      const { text, edit } = change;
      if (edit ? isNoEdit(edit) : text === file.text) return settled(version, file);
      saving();
      try {
        const { digest } = await ports.write(path, change, file);
        ownWrites.wrote(file.text, { text, digest }, ports.now());
        return await settled(version, { text, digest });
      } catch (error) {
        if (!(error instanceof Problem)) throw error;
        if (error.code !== "changed-outside") {
          await draft.keep();
          return notInFile(error.message);
        }
        void draft.keep();
        await readAgain();
      }
    }
    await draft.keep();
    throw keepsChanging();
  };

  const look = async (): Promise<void> => {
    willLook = false;
    const began = ports.now();
    const file = merging.file();
    const now = await ports.read(path, file.text, false).catch((error: unknown) => {
      if (!(error instanceof Problem) || filed !== edits) throw error;
      if (error.code === "changed-outside") tryAgain();
      else options.onGone(error);
    });
    if (!now) return;
    if (now.digest === file.digest) {
      // The reason that kept the edits from the file may be gone.
      if (state.kind === "draft" || state.kind === "unkept") await save();
      return;
    }
    await options.pause();
    takeOver(now, began);
    if (filed === edits) {
      merging.meet(now);
      options.onText(now.text, "file");
      return;
    }
    const text = merging.merge()?.text;
    if (text === now.text) return settled(edits, now);
    await draft.keep();
    // While the person types, the file is saved after the last key, as always.
    if (text !== undefined && (fileTimer === undefined || state.kind === "outside")) await save();
    else if (text !== undefined) saving();
  };

  /** The report is about the last save, and no kept edit waits for a new read. */
  const isKnown = () =>
    reportedDigest === merging.file().digest && state.kind !== "draft" && state.kind !== "unkept";

  const settle = async (conflict: Conflict, choice: Choice): Promise<void> => {
    const found = merging.settle(conflict, choice);
    if (found === undefined) return;
    if (found === "settled") edits += 1;
    await save();
  };

  const flush = (): Promise<void> => {
    clearTimeout(fileTimer);
    fileTimer = undefined;
    clearTimeout(retryTimer);
    retryTimer = undefined;
    return inTurn(save);
  };

  setState({ kind: restoredOn === undefined ? "saved" : "saving" });
  if (restoredOn !== undefined) fileTimer = setTimeout(() => void flush(), 0);

  return {
    path,
    edited() {
      edits += 1;
      ownWrites.edited();
      if (state.kind === "saved") setState({ kind: "saving" });
      draft.soon();
      clearTimeout(fileTimer);
      fileTimer = setTimeout(() => void flush(), fileDelay);
    },
    flush,
    lookAtFile(digest) {
      reportedDigest = digest;
      // A read takes a turn in the queue, and the next save would wait for it.
      if (willLook || (inQueue === 0 && isKnown())) return queue;
      willLook = true;
      return inTurn(async () => {
        // The reported save may have ended meanwhile.
        if (isKnown()) willLook = false;
        else await look();
      });
    },
    settle: (conflict, choice) => inTurn(() => settle(conflict, choice)),
    async close() {
      closed = true;
      await flush();
      draft.stop();
      return state;
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Problem
    ? error.message
    : "Something unexpected kept the edit from its file.";
}
