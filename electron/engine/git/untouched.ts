import { join } from "node:path";
import { blobId } from "../files/blob-id";
import type { GitPlace } from "./git";
import { inChunks } from "./in-chunks";
import type { Entry } from "./tracked";

/**
 * Finds the files that git would store otherwise than the base has them although nobody changed them: those whose
 * bytes are the base's own and that git converts on their way in, because the attributes are new, or because they
 * were never applied to what the base has. An agent that wanted the conversion has staged or committed it.
 * @param known what the base has, and what the agent's index has
 * @param now what git would store
 * @returns the entries as they have to be
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
