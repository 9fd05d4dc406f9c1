import type { ProjectTop } from "@shared/base/ids";
import Dexie, { type EntityTable } from "dexie";

/** An edit in the editor's own form, which only the editor can read. */
export interface Sketch {
  /** The base of the changes: long, and the same in consecutive sketches. */
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
  /** The text that the edit is based on. Later changes of the file are merged. */
  readonly baseText: string;
  /** The window that keeps the draft; drafts of an earlier version have none. */
  readonly window?: string | undefined;
  /** Milliseconds since 1970. */
  readonly editedAt: number;
}

/** A draft as it is stored after every few keys: without the parts that stay the same. */
export type DraftRow = Omit<Draft, "edit" | "baseText"> & { readonly changes: string };

/** The parts of a document's drafts that stay the same. */
export interface DraftTexts {
  /** The draft's key. */
  readonly key: string;
  readonly on: string;
  readonly baseText: string;
}

export interface Preference {
  readonly name: string;
  readonly value: unknown;
}

/** Text in a field that has not been sent; see field-text.ts. */
export interface Field {
  readonly name: string;
  readonly text: string;
}

/**
 * The local database: drafts and preferences. The files in the repository are the truth, and deleting this
 * database loses only unsaved drafts. Durability is strict: an acknowledged draft is on the disk and not only
 * in the operating system's buffers.
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

/** More than Chromium's store keeps in one log, in rows small enough to stay in the log. */
const newLog = { rows: 100, bytes: 60_000 };

/**
 * Opens the database again after a failure; a failed database stays closed until then. A full disk truncates a
 * record of Chromium's store, and Chromium writes on after the cut record. At its next start it takes the cut
 * record for damage and deletes the whole database (electron #41877). So this function writes enough rows to
 * make the store begin a new log and remove the one with the cut record. Without them e2e/full-disk.spec.ts loses a draft.
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
