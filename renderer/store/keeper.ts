import { Problem } from "@shared/contracts/problem";
import type { Draft } from "./database";

/** How safe the edits of a document are. */
export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  /** The edits are in the local database and not in the file; `why` is for the person. */
  | { readonly kind: "draft"; readonly why: string }
  | { readonly kind: "outside" };

/** A file's content as an edit rests on it. */
export interface Base {
  readonly text: string;
  /** SHA-256 of the bytes, in hex. */
  readonly digest: string;
}

/** The document's text as the editor holds it; or why it has none. */
export type Produced =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly why: string };

/** What to do with a draft that was left over when its document is opened. */
export type LeftOver =
  /** There is none, or the file already says the same. */
  | { readonly kind: "file" }
  /** The file is still what the draft rests on: go on from the draft. */
  | { readonly kind: "restore"; readonly draft: Draft }
  /** The file changed meanwhile: the person decides. */
  | { readonly kind: "ask"; readonly draft: Draft };

/**
 * Decides what a document opens with. Neither the draft nor the file is ever dropped for the other.
 * @param text what the draft would save as, where that can be said
 */
export function decideDraft(
  draft: Draft | undefined,
  text: string | undefined,
  file: Base,
): LeftOver {
  if (!draft || text === file.text) return { kind: "file" };
  return draft.base === file.digest ? { kind: "restore", draft } : { kind: "ask", draft };
}

/** What a keeper reaches the world through. */
export interface KeeperPorts {
  putDraft(draft: Draft): Promise<void>;
  dropDraft(key: string): Promise<void>;
  /** @throws {Problem} */
  read(path: string): Promise<Base>;
  /** @throws {Problem} `changed-outside` when the file no longer has the content named by `base` */
  write(path: string, text: string, base: string): Promise<{ readonly digest: string }>;
  /** Milliseconds since 1970. */
  now(): number;
}

/** How a document comes to its keeper. */
export type Start =
  | { readonly kind: "clean" }
  /** The editor shows a draft that rests on the file as it is. */
  | { readonly kind: "restored" }
  /** The editor shows a draft; the file says something else. */
  | { readonly kind: "asking"; readonly theirs: Base };

export interface KeeperOptions {
  readonly project: string;
  readonly path: string;
  readonly base: Base;
  readonly start: Start;
  /** The text; may take as long as reading the document. */
  produce(): Produced;
  /** The edit in the editor's own form, for the local database; quick. */
  sketch(): unknown;
  onState(state: SaveState): void;
  /** The file changed and there is nothing to lose here: show it. */
  onTheirs(theirs: Base): void;
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
  /** The file may have changed: looks, and shows it, asks, or finds that it was our own write. */
  lookAtFile(): Promise<void>;
  /** Answers a change outside: the edits here replace it. */
  keepMine(): Promise<void>;
  /** Answers a change outside: the edits here are given up. */
  takeTheirs(): Promise<void>;
  /** Flushes and ends. Resolves to the last state. */
  close(): Promise<SaveState>;
}

/** Milliseconds from a key to the local database; more where that takes long. */
export const draftDelay = 120;
/** Milliseconds from the last key to the file. */
export const fileDelay = 800;

export const draftKey = (project: string, path: string): string => `${project}\0${path}`;

/** Starts to keep a document. Close it when the document is no longer shown. */
export function openKeeper(options: KeeperOptions, ports: KeeperPorts): Keeper {
  const { project, path } = options;
  const key = draftKey(project, path);
  let base = options.base;
  let theirs = options.start.kind === "asking" ? options.start.theirs : undefined;
  // Edits are counted; what is drafted and what is in the file are the counts that they hold.
  let edits = options.start.kind === "clean" ? 0 : 1;
  let drafted = edits;
  let filed = 0;
  let state: SaveState = { kind: "saved" };
  let pause = draftDelay;
  let draftTimer: ReturnType<typeof setTimeout> | undefined;
  let fileTimer: ReturnType<typeof setTimeout> | undefined;
  // One thing at a time: so a look at the file never comes between a write and its answer.
  let queue: Promise<void> = Promise.resolve();

  const become = (next: SaveState) => {
    state = next;
    options.onState(next);
  };
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    queue = queue.then(work).catch((error: unknown) => {
      become({ kind: "draft", why: reasonOf(error) });
    });
    return queue;
  };

  const keepDraft = async (): Promise<void> => {
    if (drafted === edits || filed === edits) return;
    const version = edits;
    const began = ports.now();
    const edit = options.sketch();
    // A long document must not spend more time on drafts than on keys.
    pause = Math.max(draftDelay, 8 * (ports.now() - began));
    await ports.putDraft({
      key,
      project,
      path,
      edit,
      base: base.digest,
      baseText: base.text,
      editedAt: began,
    });
    drafted = version;
  };

  const settled = async (version: number, now: Base): Promise<void> => {
    base = now;
    theirs = undefined;
    filed = version;
    if (edits !== version) return;
    await ports.dropDraft(key);
    if (edits === version) become({ kind: "saved" });
  };

  const save = async (): Promise<void> => {
    if (filed === edits) return;
    let lost: unknown;
    // A database that cannot be written must not keep the edit from its file.
    await keepDraft().catch((error: unknown) => {
      lost = error;
    });
    if (theirs) {
      become({ kind: "outside" });
      return;
    }
    const version = edits;
    const produced = options.produce();
    if (!produced.ok) {
      become({ kind: "draft", why: produced.why });
      return;
    }
    if (produced.text === base.text) return settled(version, base);
    try {
      const { digest } = await ports.write(path, produced.text, base.digest);
      await settled(version, { text: produced.text, digest });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.code !== "changed-outside") {
        const problem = lost === undefined ? error.message : `${error.message} ${reasonOf(lost)}`;
        become({ kind: "draft", why: problem });
        return;
      }
      const now = await ports.read(path);
      if (now.text === produced.text) return settled(version, now);
      theirs = now;
      become({ kind: "outside" });
    }
  };

  const look = async (): Promise<void> => {
    const now = await ports.read(path).catch((error: unknown) => {
      if (!(error instanceof Problem) || filed !== edits) throw error;
      options.onGone(error);
    });
    if (!now || (now.digest === base.digest && !theirs)) return;
    if (filed === edits) {
      base = now;
      options.onTheirs(now);
      return;
    }
    const produced = options.produce();
    if (produced.ok && produced.text === now.text) return settled(edits, now);
    if (now.digest === base.digest) {
      // Whatever changed it has put it back.
      theirs = undefined;
      become({ kind: "saving" });
      await save();
      return;
    }
    theirs = now;
    become({ kind: "outside" });
  };

  const clearTimers = () => {
    clearTimeout(draftTimer);
    clearTimeout(fileTimer);
    draftTimer = undefined;
    fileTimer = undefined;
  };

  const flush = (): Promise<void> => {
    clearTimers();
    return inTurn(save);
  };

  if (options.start.kind === "asking") become({ kind: "outside" });
  else if (options.start.kind === "restored") {
    become({ kind: "saving" });
    fileTimer = setTimeout(() => void flush(), 0);
  } else become({ kind: "saved" });

  return {
    path,
    edited() {
      edits += 1;
      if (state.kind === "saved") become({ kind: "saving" });
      draftTimer ??= setTimeout(() => {
        draftTimer = undefined;
        void inTurn(keepDraft);
      }, pause);
      clearTimeout(fileTimer);
      fileTimer = setTimeout(() => void flush(), fileDelay);
    },
    flush,
    lookAtFile: () => inTurn(look),
    keepMine: () =>
      inTurn(async () => {
        if (theirs) base = theirs;
        theirs = undefined;
        // The draft in the database still rests on the old file.
        drafted = -1;
        become({ kind: "saving" });
        await save();
      }),
    takeTheirs: () =>
      inTurn(async () => {
        if (!theirs) return;
        clearTimers();
        const now = theirs;
        options.onTheirs(now);
        await settled(edits, now);
      }),
    async close() {
      await flush();
      return state;
    },
  };
}

function reasonOf(error: unknown): string {
  return error instanceof Problem ? error.message : "The edit could not be kept in the database.";
}
