import Dexie, { type EntityTable } from "dexie";

/** An edit that is not yet in its file. */
export interface Draft {
  /** `<project path>\0<path>\0<window>`. */
  readonly key: string;
  readonly project: string;
  readonly path: string;
  /** The edit in the editor's own form, which only the editor reads. */
  readonly edit: unknown;
  /** The text that the edit was made on: what has changed since is merged. */
  readonly baseText: string;
  /** The window that keeps it; drafts of an earlier version have none. */
  readonly window?: string | undefined;
  /** Milliseconds since 1970. */
  readonly editedAt: number;
}

export interface Preference {
  readonly name: string;
  readonly value: unknown;
}

/**
 * The local database: drafts and preferences. The files in the repository are the truth; deleting this
 * loses nothing but unsaved drafts. Strict durability: a draft that is acknowledged is on the disk and
 * not only in the operating system's buffers.
 */
type LocalDatabase = Dexie & {
  readonly drafts: EntityTable<Draft, "key">;
  readonly preferences: EntityTable<Preference, "name">;
};

export const database = new Dexie("specwright", {
  chromeTransactionDurability: "strict",
}) as LocalDatabase;

database.version(1).stores({ drafts: "key, project", preferences: "name" });
