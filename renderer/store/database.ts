import type { ProjectTop } from "@shared/base/ids";
import Dexie, { type EntityTable } from "dexie";

/** An edit in the editor's own form, which only the editor reads. */
export interface Sketch {
  /** What the changes are told against: long, and the same from one sketch to the next. */
  readonly on: string;
  readonly changes: string;
}

/** An edit that is not yet in its file. */
export interface Draft {
  /** `<project path>\0<path>\0<window>`. */
  readonly key: string;
  readonly project: ProjectTop;
  readonly path: string;
  readonly edit: Sketch;
  /** The text that the edit was made on: what has changed since is merged. */
  readonly baseText: string;
  /** The window that keeps it; drafts of an earlier version have none. */
  readonly window?: string | undefined;
  /** Milliseconds since 1970. */
  readonly editedAt: number;
}

/** A draft as it is stored at every few keys: without what stays the same. */
export type DraftRow = Omit<Draft, "edit" | "baseText"> & { readonly changes: string };

/** What stays the same from one draft of a document to the next. */
export interface DraftTexts {
  /** The draft's. */
  readonly key: string;
  readonly on: string;
  readonly baseText: string;
}

export interface Preference {
  readonly name: string;
  readonly value: unknown;
}

/** What is written into a field and not sent yet; see field-text.ts. */
export interface Field {
  readonly name: string;
  readonly text: string;
}

/**
 * The local database: drafts and preferences. The files in the repository are the truth; deleting this
 * loses nothing but unsaved drafts. Strict durability: a draft that is acknowledged is on the disk and
 * not only in the operating system's buffers.
 */
type LocalDatabase = Dexie & {
  readonly drafts: EntityTable<DraftRow, "key">;
  readonly texts: EntityTable<DraftTexts, "key">;
  readonly preferences: EntityTable<Preference, "name">;
  readonly fields: EntityTable<Field, "name">;
};

export const database = new Dexie("specwright", {
  chromeTransactionDurability: "strict",
}) as LocalDatabase;

database.version(2).stores({ drafts: "key, project", texts: "key", preferences: "name" });
database.version(3).stores({ fields: "name" });

/** More than Chromium's store keeps in one log, in rows that are not yet put into files of their own. */
const newLog = { rows: 100, bytes: 60_000 };

/**
 * Opens the database again after it failed; it stays closed until somebody asks. A full disk cuts a record of
 * Chromium's store short; Chromium goes on behind it, takes what stands there for damage when it starts the
 * next time, and throws everything away (electron #41877). So as much is written here as makes it begin a new
 * log and remove the one that was cut.
 */
export async function mendDatabase(): Promise<void> {
  if (!database.isOpen()) await database.open();
  const rows = Array.from({ length: newLog.rows }, (_, row) => ({
    name: `mending:${row}`,
    value: crypto.getRandomValues(new Uint8Array(newLog.bytes)),
  }));
  await database.preferences.bulkPut(rows);
  await database.preferences.bulkDelete(rows.map(({ name }) => name));
}
