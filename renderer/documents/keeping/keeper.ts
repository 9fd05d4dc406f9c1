import { Problem } from "@shared/base/problem";
import { isNoEdit, type TextEdit } from "@shared/base/text-edit";
import { type Choice, type Conflict, mergedText, openBase } from "@shared/markdown/merge";
import type { Since } from "@shared/markdown/types";
import type { Draft, Sketch } from "../../store/database";
import type { SaveState } from "../../store/unsaved";
import type { Base } from "./file-base";
import { keepDraft } from "./kept-draft";
import { mergeOnce } from "./merge-once";
import { createOwnWrites } from "./own-writes";
import { keepsChanging } from "./settled-read";

/** The document's text as the editor holds it; or why it has none. */
export type Produced =
  | {
      readonly ok: true;
      readonly text: string;
      /** What is different from a text that it was before: to find that out is to go over both. */
      readonly since?: Since;
    }
  | { readonly ok: false; readonly why: string };

/** What a file is to say. */
export interface Change {
  readonly text: string;
  /** The edit that makes it of what the file says, when that is known. */
  readonly edit?: TextEdit;
}

/** What a keeper reaches the world through. */
export interface KeeperPorts {
  putDraft(draft: Draft): Promise<void>;
  dropDraft(key: string): Promise<void>;
  /**
   * What the file says, once nobody is just writing it; `known` is what it said before.
   * @param checked whether a write follows, which looks again: a text that is surely whole is enough then
   * @throws {Problem} `changed-outside` when the file never keeps still
   */
  read(path: string, known: string, checked: boolean): Promise<Base>;
  /** @throws {Problem} `changed-outside` when the file no longer has the content `base` */
  write(path: string, change: Change, base: Base): Promise<{ readonly digest: string }>;
  /** Milliseconds since 1970. */
  now(): number;
}

export interface KeeperOptions {
  readonly project: string;
  readonly path: string;
  readonly file: Base;
  /** The text that a draft rests on which the editor shows; undefined when it shows the file. */
  readonly restoredOn: string | undefined;
  /** The text; may take as long as reading the document. */
  produce(): Produced;
  /** The edit in the editor's own form, for the local database; quick. */
  sketch(): Sketch;
  onState(state: SaveState): void;
  /**
   * Shows another text in the place of the one that was produced last.
   * @param by `file`: what changed there; `person`: what was chosen, which can be undone
   */
  onText(text: string, by: "file" | "person"): void;
  /** Resolves when the text may be changed by others: not between the strokes of one character. Undefined: now. */
  pause(): Promise<void> | undefined;
  /** The file cannot be read any more, and there is nothing to lose here. */
  onGone(problem: Problem): void;
}

/** Keeps one open document's edits safe: first in the local database, then in its file. */
export interface Keeper {
  readonly path: string;
  /** The document was edited. */
  edited(): void;
  /** Brings pending edits to the file, or at least to the drafts. Never rejects. */
  flush(): Promise<void>;
  /**
   * The file may have changed: looks, and merges what is new there into what is new here.
   * @param digest of what it holds, where that is known; nothing is read where it is what was saved last
   */
  lookAtFile(digest?: string): Promise<void>;
  /** Settles a conflict. When it was the last one, the text is saved. */
  settle(conflict: Conflict, choice: Choice): Promise<void>;
  /** Flushes and ends. Resolves to the last state. */
  close(): Promise<SaveState>;
}

/** Milliseconds from the last key to the file. */
export const fileDelay = 800;

/**
 * How often in a row a write is tried that others come before: without a pause, as each pause lets them in; and for
 * how long, in milliseconds, before the person is told.
 */
const tries = { most: 20, longest: 2_000 } as const;

/** Names the draft that one window keeps of one document. */
export const draftKey = (project: string, path: string, window: string): string =>
  [project, path, window].join("\0");

/**
 * Starts to keep a document. Close it when the document is no longer shown.
 * @param window names the window: each has drafts of its own
 */
export function openKeeper(options: KeeperOptions, ports: KeeperPorts, window: string): Keeper {
  const { project, path, restoredOn } = options;
  const key = draftKey(project, path, window);
  let file = options.file;
  // What the edits rest on. Another text than the file's as long as there is something to merge.
  let base = restoredOn ?? file.text;
  // Edits are counted; what is in the file is the count that it holds.
  let edits = restoredOn === undefined ? 0 : 1;
  let filed = 0;
  let state: SaveState = { kind: "saved" };
  let fileTimer: ReturnType<typeof setTimeout> | undefined;
  // The file keeps changing: it is written, or looked at, again.
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let willLook = false;
  // What the file holds, as was told last.
  let toldOf: string | undefined;
  // The person was told that the file keeps changing, which holds until a write comes through.
  let told = false;
  let closed = false;
  const own = createOwnWrites(file);
  const merge = mergeOnce();
  // One thing at a time: so a look at the file never comes between a write and its answer.
  let queue: Promise<void> = Promise.resolve();
  let inQueue = 0;

  const become = (next: SaveState) => {
    state = next;
    options.onState(next);
  };
  const notInFile = (why: string) => become({ kind: draft.fails() ? "unkept" : "draft", why });
  const saving = () => {
    if (!told && state.kind !== "saving") become({ kind: "saving" });
  };
  const draft = keepDraft({
    isRestored: restoredOn !== undefined,
    edits: () => (filed === edits ? undefined : edits),
    async put(onDescribed) {
      const editedAt = ports.now();
      const edit = options.sketch();
      onDescribed(ports.now() - editedAt);
      await ports.putDraft({ key, project, path, window, edit, baseText: base, editedAt });
    },
    drop: () => ports.dropDraft(key),
    // A database that cannot be written keeps no edit from its file, and each edit asks it again.
    onHealth(fails) {
      if (state.kind === (fails ? "draft" : "unkept")) notInFile(state.why);
    },
  });
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    // What has nothing to wait for begins here and now.
    const begun = inQueue === 0 ? work() : queue.then(work);
    inQueue += 1;
    queue = begun
      .catch((error: unknown) => {
        notInFile(reasonOf(error));
        if (!(error instanceof Problem) || error.code !== "changed-outside") return;
        told = true;
        tryAgain();
      })
      .finally(() => {
        inQueue -= 1;
      });
    return queue;
  };

  const settled = async (version: number, now: Base): Promise<void> => {
    file = now;
    base = now.text;
    filed = version;
    told = false;
    await draft.settled();
    if (edits !== version) return;
    await draft.drop();
    if (edits === version) become({ kind: "saved" });
  };

  /**
   * Merges what the file says into the text, and shows it.
   * @returns what is to be saved; undefined when there is nothing yet, which the state then says
   */
  const mergeFile = (): Change | undefined => {
    const produced = options.produce();
    if (!produced.ok) {
      notInFile(produced.why);
      return undefined;
    }
    const { text, since } = produced;
    if (base === file.text) return since?.text === base ? { text, edit: since.edit } : { text };
    const merged = merge(base, text, file.text);
    const now = take(text, mergedText(merged), "file", openBase(merged), merged.conflicts);
    return now === undefined ? undefined : { text: now };
  };
  const take = (
    shown: string,
    text: string,
    by: "file" | "person",
    nextBase: string,
    conflicts: readonly Conflict[],
  ): string | undefined => {
    // The draft in the database still rests on the old base.
    if (base !== nextBase) draft.isOutdated();
    base = nextBase;
    if (text !== shown) options.onText(text, by);
    if (conflicts.length === 0) return text;
    become({ kind: "outside", conflicts });
    return undefined;
  };

  /** The file says something else than it did. @param at when it was first looked at: it may have kept changing since */
  const found = (now: Base, at: number) => {
    const before = base === file.text ? own.takenBack(now, at) : undefined;
    file = now;
    if (before === undefined) return;
    // What was saved is to be saved again.
    base = before;
    filed = -1;
    draft.isOutdated();
  };
  /** Reads the file for the next write; a person is asked only about what surely stands there. */
  const readAgain = async (): Promise<void> => {
    const known = file.text;
    const began = ports.now();
    const glance = await ports.read(path, known, true);
    const produced = options.produce();
    const asks = produced.ok && merge(base, produced.text, glance.text).conflicts.length > 0;
    found(asks ? await ports.read(path, known, false) : glance, began);
    await options.pause();
  };
  /** The next change outside is another occasion, but there may be none. */
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
    // What will not go to the file at once is a draft before it is called one. What will is there sooner than
    // in the database; where the disk is slow, the draft that is due does not wait for it.
    if (base !== file.text || !options.produce().ok) await draft.keep();
    const until = ports.now() + tries.longest;
    for (let count = 0; count < tries.most && ports.now() <= until; count += 1) {
      const change = mergeFile();
      const version = edits;
      if (change === undefined) return draft.keep();
      const { text, edit } = change;
      if (edit ? isNoEdit(edit) : text === file.text) return settled(version, file);
      saving();
      try {
        const { digest } = await ports.write(path, change, file);
        own.wrote(file.text, { text, digest }, ports.now());
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
    const now = await ports.read(path, file.text, false).catch((error: unknown) => {
      if (!(error instanceof Problem) || filed !== edits) throw error;
      if (error.code === "changed-outside") tryAgain();
      else options.onGone(error);
    });
    if (!now) return;
    if (now.digest === file.digest) {
      // What kept the edits from the file may be over.
      if (state.kind === "draft" || state.kind === "unkept") await save();
      return;
    }
    await options.pause();
    found(now, began);
    if (filed === edits) {
      base = now.text;
      options.onText(now.text, "file");
      return;
    }
    const text = mergeFile()?.text;
    if (text === now.text) return settled(edits, now);
    await draft.keep();
    // While the person writes, the file follows after the last key as it always does.
    if (text !== undefined && (fileTimer === undefined || state.kind === "outside")) await save();
    else if (text !== undefined) saving();
  };

  /** What was told of is what was saved last, and nothing waits for a look. */
  const isKnown = () => toldOf === file.digest && state.kind !== "draft" && state.kind !== "unkept";

  const settle = async (conflict: Conflict, choice: Choice): Promise<void> => {
    const produced = options.produce();
    if (!produced.ok) return notInFile(produced.why);
    // The person may have gone on writing, in this very place too.
    const merged = merge(base, produced.text, file.text);
    const same = (it: Conflict) => it.base === conflict.base && it.theirs === conflict.theirs;
    const chosen =
      merged.conflicts.find((it) => same(it) && it.mine === conflict.mine) ??
      merged.conflicts.find(same);
    if (chosen) {
      const text = mergedText(merged, (it) => (it === chosen ? choice : "mine"));
      const left = merged.conflicts.filter((it) => it !== chosen);
      take(
        produced.text,
        text,
        "person",
        openBase(merged, (it) => it === chosen),
        left,
      );
      edits += 1;
    }
    await save();
  };

  const flush = (): Promise<void> => {
    clearTimeout(fileTimer);
    fileTimer = undefined;
    clearTimeout(retryTimer);
    retryTimer = undefined;
    return inTurn(save);
  };

  become({ kind: restoredOn === undefined ? "saved" : "saving" });
  if (restoredOn !== undefined) fileTimer = setTimeout(() => void flush(), 0);

  return {
    path,
    edited() {
      edits += 1;
      own.edited();
      if (state.kind === "saved") become({ kind: "saving" });
      draft.soon();
      clearTimeout(fileTimer);
      fileTimer = setTimeout(() => void flush(), fileDelay);
    },
    flush,
    lookAtFile(digest) {
      toldOf = digest;
      // Looking is a turn in the queue, and the next save would wait for it.
      if (willLook || (inQueue === 0 && isKnown())) return queue;
      willLook = true;
      return inTurn(async () => {
        // The save that was told of may have ended meanwhile.
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
