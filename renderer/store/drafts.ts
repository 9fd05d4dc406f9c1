import { editBetween } from "@shared/base/text-edit";
import { create } from "zustand";
import { call, on } from "./bridge";
import {
  type Draft,
  type DraftRow,
  type DraftTexts,
  database,
  mendDatabase,
  type Sketch,
} from "./database";
import {
  draftKey,
  type Keeper,
  type KeeperOptions,
  type KeeperPorts,
  openKeeper,
  type SaveState,
} from "./keeper";
import { say } from "./notices";
import { useProjectState } from "./project";
import { useRoute } from "./route";
import { type LookPorts, readSettled } from "./settled-read";

export const useSaveState = create<{
  /** How safe the edits of the shown document are; undefined while none is shown. */
  readonly state: SaveState | undefined;
  /** The local database does not take drafts: its disk may be full. */
  readonly databaseFails: boolean;
}>(() => ({ state: undefined, databaseFails: false }));

const words = {
  saved: "Saved",
  saving: "Saving",
  draft: "Draft kept here",
  unkept: "Not kept",
  outside: "Changed outside",
} as const;

/** A save state in words, as the title bar shows it. */
export const saveWord = (state: SaveState): string => words[state.kind];

/** Names this window for as long as its page is open: each window has drafts of its own. */
const thisWindow = crypto.randomUUID();
const windowLock = (id: string): string => `specwright-window-${id}`;
// Held until the page goes, in whatever way: so the others can tell a draft that is being worked on from
// one that was left over.
void navigator.locks.request(windowLock(thisWindow), () => new Promise(() => undefined));

/** The texts that the database holds of this window's drafts. */
const stored = new Map<string, DraftTexts>();

/** Reaches the database, and says so when it does not take anything, and when it does again. */
async function reach<T>(work: () => Promise<T>): Promise<T> {
  const say = (databaseFails: boolean) => {
    if (useSaveState.getState().databaseFails !== databaseFails)
      useSaveState.setState({ databaseFails });
  };
  try {
    if (useSaveState.getState().databaseFails) await mendDatabase();
    const done = await work();
    say(false);
    return done;
  } catch (error) {
    // What comes back may be an older database, or a new one.
    stored.clear();
    say(true);
    throw error;
  }
}

/** Stores a draft; its texts only where they are others than before, for they are long. */
async function storeDraft({ edit, baseText, ...rest }: Draft): Promise<void> {
  const { key } = rest;
  const texts: DraftTexts = { key, on: edit.on, baseText };
  const before = stored.get(key);
  const same = before?.on === texts.on && before.baseText === baseText;
  await database.transaction("rw", database.drafts, database.texts, async () => {
    if (!same) await database.texts.put(texts);
    await database.drafts.put({ ...rest, changes: edit.changes });
  });
  stored.set(key, texts);
}

async function removeDrafts(keys: readonly string[]): Promise<void> {
  for (const key of keys) stored.delete(key);
  await database.transaction("rw", database.drafts, database.texts, async () => {
    await database.drafts.bulkDelete([...keys]);
    await database.texts.bulkDelete([...keys]);
  });
}

const ports: KeeperPorts = {
  putDraft: (draft) => reach(() => storeDraft(draft)),
  dropDraft: (key) => reach(() => removeDrafts([key])),
  read: (path, known, checked) => readSettled(known, checked, lookPorts(path)),
  write: (path, { text, edit }, base) =>
    call("documents.write", {
      path,
      edit: edit ?? editBetween(base.text, text),
      base: base.digest,
    }),
  now: () => Date.now(),
};

const lookPorts = (path: string): LookPorts => ({
  async look() {
    const { text, digest, written, readOnly } = await call("documents.read", { path });
    return { text, digest, written, notText: readOnly === "not-utf8" };
  },
  wait: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
  now: () => performance.now(),
});

const open = new Map<string, Keeper>();
/** Documents that are being left: who opens one again waits until its last edit is on its way. */
const closing = new Map<string, Promise<void>>();

/**
 * Keeps an open document's edits safe and says how safe they are in `useSaveState`.
 * @returns the keeper, and the function that ends it after a last save
 */
export function keepDocument(
  options: Omit<KeeperOptions, "onState">,
): Pick<Keeper, "edited" | "flush" | "settle"> & { close(): void } {
  const key = draftKey(options.project, options.path, thisWindow);
  let shown = true;
  const keeper = openKeeper(
    {
      ...options,
      onState: (state) => {
        if (shown) useSaveState.setState({ state });
      },
    },
    ports,
    thisWindow,
  );
  open.set(key, keeper);
  const stop = on("documents.changed", ({ path, digest }) => {
    if (path === options.path) void keeper.lookAtFile(digest);
  });
  return {
    edited: keeper.edited,
    flush: keeper.flush,
    settle: keeper.settle,
    close() {
      shown = false;
      stop();
      useSaveState.setState({ state: undefined });
      if (open.get(key) === keeper) open.delete(key);
      const closed = keeper.close().then((state) => {
        if (closing.get(key) === closed) closing.delete(key);
        if (state.kind === "unkept")
          say(`The last edits of ${options.path} could not be kept: ${state.why}`);
        if (state.kind === "draft" || state.kind === "outside")
          say(`The last edits of ${options.path} are kept as a draft. Open it to go on.`);
      });
      closing.set(key, closed);
    },
  };
}

/** Those of some drafts that no other window works on. */
async function leftOver(drafts: readonly DraftRow[]): Promise<DraftRow[]> {
  if (drafts.length === 0) return [];
  const { held = [] } = await navigator.locks.query();
  const busy = new Set(held.map(({ name }) => name));
  return drafts.filter(
    ({ window }) => window === undefined || window === thisWindow || !busy.has(windowLock(window)),
  );
}

/**
 * The drafts that are left of a document, the latest first: more than one when several windows were ended
 * at once. Waits for an earlier keeper of the same document. None from a database that cannot be read: that is
 * said, and keeps nobody from the document.
 */
export async function findDrafts(project: string, path: string): Promise<Draft[]> {
  await closing.get(draftKey(project, path, thisWindow));
  return reach(() => readDrafts(project, path)).catch(() => []);
}

async function readDrafts(project: string, path: string): Promise<Draft[]> {
  const all = await database.drafts.where({ project }).toArray();
  const own = await leftOver(all.filter((draft) => draft.path === path));
  const texts = await database.texts.bulkGet(own.map(({ key }) => key));
  return own
    .map(({ changes, ...row }, index): Draft => {
      const { on = "", baseText = "" } = texts[index] ?? {};
      return { ...row, edit: { on, changes }, baseText };
    })
    .sort((a, b) => b.editedAt - a.editedAt);
}

/**
 * Makes left-over drafts one draft of this window. In a database that takes nothing they stay as they are.
 * @param edit what all of them come to, in the editor's own form
 */
export async function adoptDrafts(
  drafts: readonly [Draft, ...Draft[]],
  edit: Sketch,
): Promise<void> {
  const [latest] = drafts;
  const key = draftKey(latest.project, latest.path, thisWindow);
  await reach(() =>
    database.transaction("rw", database.drafts, database.texts, async () => {
      await removeDrafts(drafts.map((draft) => draft.key));
      await storeDraft({ ...latest, key, window: thisWindow, edit });
    }),
  ).catch(() => undefined);
}

/** Forgets drafts that say what their file says. */
export const dropDrafts = (drafts: readonly Draft[]): Promise<void> =>
  reach(() => removeDrafts(drafts.map(({ key }) => key))).catch(() => undefined);

/** Brings every pending edit to its file, or at least to the drafts. Never rejects. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...[...open.values()].map((keeper) => keeper.flush()), ...closing.values()]);
}

/**
 * Saves whenever the person turns away (another window, another place) or comes back, perhaps from mending
 * what kept an edit from its file; and says once for each project which documents have drafts left from the
 * last time.
 * @returns the function that stops it
 */
export function startDrafts(): () => void {
  const flush = () => void flushDrafts();
  window.addEventListener("blur", flush);
  window.addEventListener("focus", flush);
  window.addEventListener("pagehide", flush);
  let last: string | undefined;
  const stops = [
    useRoute.subscribe(flush),
    useProjectState.subscribe((state) => {
      const project = state.status === "open" ? state.project.path : undefined;
      if (project === last) return;
      last = project;
      if (project !== undefined) void sayLeftOver(project);
    }),
    () => window.removeEventListener("blur", flush),
    () => window.removeEventListener("focus", flush),
    () => window.removeEventListener("pagehide", flush),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

async function sayLeftOver(project: string): Promise<void> {
  const all = await reach(() => database.drafts.where({ project }).toArray()).catch(() => []);
  const drafts = await leftOver(all);
  const { route } = useRoute.getState();
  const shown = route.place === "document" ? route.path : undefined;
  const waiting = drafts.filter(({ key, path }) => !open.has(key) && path !== shown);
  if (waiting.length === 0) return;
  const names = [...new Set(waiting.map(({ path }) => path))].join(", ");
  say(
    `Edits from last time are kept as drafts: ${names}. Open a document to go on with its draft.`,
  );
}
