import { join } from "node:path";
import { blobId } from "../files/blob-id";
import type { GitPlace } from "./git";
import { inChunks } from "./in-chunks";
import type { Entry } from "./tracked";

/**
 * Finds files that git would store with other content than the base has, although their bytes are the base's own:
 * git converts them by attributes that are new, or that were never applied to the base's content. If an agent
 * wanted the conversion, it has staged or committed the file.
 * @param known the entries of the base, and those of the agent's index
 * @param now the entries that git would store
 * @returns the corrected entries
 */
export async function untouched(
  place: GitPlace,
  known: { readonly base: readonly Entry[]; readonly entries: readonly Entry[] },
  now: readonly Entry[],
): Promise<Entry[]> {
  const base = new Map(known.base.map((entry) => [entry.path, entry]));
  const staged = new Map(known.entries.map((entry) => [entry.path, entry]));
  const converted = now.filter(({ path, id, mode }) => {
    const before = base.get(path);
    return (
      before !== undefined &&
      before.id !== id &&
      mode.startsWith("100") &&
      before.mode.startsWith("100") &&
      staged.get(path)?.id === before.id
    );
  });
  const found = await inChunks(converted, async ({ path, mode }) => {
    const id = base.get(path)?.id ?? "";
    const file = Buffer.from(join(place.top, "/"), "utf8");
    const onDisk = await blobId(Buffer.concat([file, Buffer.from(path, "latin1")]), id.length);
    return onDisk === id ? [{ path, mode, id }] : [];
  });
  return found.flat();
}
