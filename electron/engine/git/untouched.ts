import { join } from "node:path";
import { blobId } from "../files/blob-id";
import type { GitPlace } from "./git";
import { inChunks } from "./in-chunks";
import { pairByPath } from "./pair-by-path";
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
  const changed: { readonly entry: Entry; readonly id: string }[] = [];
  pairByPath(known.base, now, (before, entry) => {
    if (before === undefined || entry === undefined || before.id === entry.id) return;
    if (entry.mode.startsWith("100") && before.mode.startsWith("100"))
      changed.push({ entry, id: before.id });
  });
  const paths = new Set(changed.map(({ entry }) => entry.path));
  const staged = new Map(
    known.entries.flatMap(({ path, id }) => (paths.has(path) ? [[path, id]] : [])),
  );
  const converted = changed.filter(({ entry, id }) => staged.get(entry.path) === id);
  const found = await inChunks(converted, async ({ entry: { path, mode }, id }) => {
    const file = Buffer.from(join(place.top, "/"), "utf8");
    const onDisk = await blobId(Buffer.concat([file, Buffer.from(path, "latin1")]), id.length);
    return onDisk === id ? [{ path, mode, id }] : [];
  });
  return found.flat();
}
