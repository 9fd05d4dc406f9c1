import type { Conflict } from "@shared/markdown/merge";
import { create } from "zustand";

/** How safe the edits of a document are. */
export type SaveState =
  | { readonly kind: "saved" }
  | { readonly kind: "saving" }
  /** The edits are in the local database and not in the file; `why` is for the person. */
  | { readonly kind: "draft"; readonly why: string }
  /** The edits are only on the screen: neither the file nor the database takes them. */
  | { readonly kind: "unkept"; readonly why: string }
  /** Another program changed the same places of the file. The edits are a draft until the person has decided. */
  | { readonly kind: "outside"; readonly conflicts: readonly Conflict[] };

export const useSaveState = create<{
  /** How safe the edits of the shown document are; undefined while no document is shown. */
  readonly state: SaveState | undefined;
  /** Whether the local database refuses drafts, for example because its disk is full. */
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

const savers = new Set<() => Promise<void>>();

/**
 * Adds a function that saves pending edits. `flushDrafts` calls it.
 * @param save must not reject
 * @returns the function that removes it
 */
export function onFlush(save: () => Promise<void>): () => void {
  savers.add(save);
  return () => savers.delete(save);
}

/** Saves every pending edit into its file, or at least as a draft. Never rejects. */
export async function flushDrafts(): Promise<void> {
  await Promise.all([...savers].map((save) => save()));
}
