import {
  type Draft,
  type DraftRow,
  type DraftTexts,
  database,
  mendDatabase,
  type Sketch,
} from "../../store/database";
import { useSaveState } from "../../store/unsaved";
import { draftKey } from "./keeper";

/** Names this window for as long as its page is open: each window has drafts of its own. */
export const thisWindow = crypto.randomUUID();
const windowLock = (id: string): string => `specwright-window-${id}`;
// Held until the page goes, in whatever way: so the others can tell a draft that is being worked on from
// one that was left over.
void navigator.locks.request(windowLock(thisWindow), () => new Promise(() => undefined));

/** The texts that the database holds of this window's drafts. */
const stored = new Map<string, DraftTexts>();

/** Reaches the database, and says so when it does not take anything, and when it does again. */
export async function reach<T>(work: () => Promise<T>): Promise<T> {
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
export async function storeDraft({ edit, baseText, ...rest }: Draft): Promise<void> {
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

export async function removeDrafts(keys: readonly string[]): Promise<void> {
  for (const key of keys) stored.delete(key);
  await database.transaction("rw", database.drafts, database.texts, async () => {
    await database.drafts.bulkDelete([...keys]);
    await database.texts.bulkDelete([...keys]);
  });
}

/** Those of some drafts that no other window works on. */
export async function leftOver(drafts: readonly DraftRow[]): Promise<DraftRow[]> {
  if (drafts.length === 0) return [];
  const { held = [] } = await navigator.locks.query();
  const busy = new Set(held.map(({ name }) => name));
  return drafts.filter(
    ({ window }) => window === undefined || window === thisWindow || !busy.has(windowLock(window)),
  );
}

/**
 * The drafts that are left of a document, the latest first: more than one when several windows were ended
 * at once. None from a database that cannot be read: that is
 * said, and keeps nobody from the document.
 */
export async function draftsOf(project: string, path: string): Promise<Draft[]> {
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
