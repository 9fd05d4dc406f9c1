import type { ProjectTop } from "@shared/base/ids";
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

/** The id of this window while its page is open. Each window has drafts of its own. */
export const windowId = crypto.randomUUID();
const windowLock = (id: string): string => `specwright-window-${id}`;
// The browser releases this lock when the page ends in any way. Other windows can so tell a draft in use from a
// left-over draft.
void navigator.locks.request(windowLock(windowId), () => new Promise(() => undefined));

/** The texts of this window's drafts that the database contains. */
const stored = new Map<string, DraftTexts>();

/** Calls the database. Shows the person when the database fails, and when it works again. */
export async function withDatabase<T>(work: () => Promise<T>): Promise<T> {
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
    // After the failure the database may be an older one, or a new one.
    stored.clear();
    say(true);
    throw error;
  }
}

/** Stores a draft. Writes its texts only when they changed, because they are long. */
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

/** @returns those of the drafts that no open window works on */
export async function leftOver(drafts: readonly DraftRow[]): Promise<DraftRow[]> {
  if (drafts.length === 0) return [];
  const { held = [] } = await navigator.locks.query();
  const busy = new Set(held.map(({ name }) => name));
  return drafts.filter(
    ({ window }) => window === undefined || window === windowId || !busy.has(windowLock(window)),
  );
}

/**
 * The left-over drafts of a document, the latest first. There are several when several windows were ended at
 * once. When the database cannot be read, the person is told and the list is empty, so that the document still
 * opens.
 */
export async function draftsOf(project: ProjectTop, path: string): Promise<Draft[]> {
  return withDatabase(() => readDrafts(project, path)).catch(() => []);
}

async function readDrafts(project: ProjectTop, path: string): Promise<Draft[]> {
  const projectDrafts = await database.drafts.where({ project }).toArray();
  const leftDrafts = await leftOver(projectDrafts.filter((draft) => draft.path === path));
  const texts = await database.texts.bulkGet(leftDrafts.map(({ key }) => key));
  return leftDrafts
    .map(({ changes, ...row }, index): Draft => {
      const { on = "", baseText = "" } = texts[index] ?? {};
      return { ...row, edit: { on, changes }, baseText };
    })
    .sort((a, b) => b.editedAt - a.editedAt);
}

/**
 * Replaces left-over drafts by one draft of this window. When the database refuses, the old drafts stay.
 * @param edit the merged edits of all drafts, in the editor's own form
 */
export async function adoptDrafts(
  drafts: readonly [Draft, ...Draft[]],
  edit: Sketch,
): Promise<void> {
  const [latest] = drafts;
  const key = draftKey(latest.project, latest.path, windowId);
  await withDatabase(() =>
    database.transaction("rw", database.drafts, database.texts, async () => {
      await removeDrafts(drafts.map((draft) => draft.key));
      await storeDraft({ ...latest, key, window: windowId, edit });
    }),
  ).catch(() => undefined);
}

/** Removes drafts whose text equals their file's text. */
export const dropDrafts = (drafts: readonly Draft[]): Promise<void> =>
  withDatabase(() => removeDrafts(drafts.map(({ key }) => key))).catch(() => undefined);
