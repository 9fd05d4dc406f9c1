import { type GitPlace, gitFailure } from "./git";
import { inChunks } from "./in-chunks";
import { canBeAsked, objectsOf } from "./object-reader";

/**
 * Reads a blob that must exist.
 * @throws {Problem} `git-failed`
 */
export async function readBlob(repo: GitPlace, id: string, doing: string): Promise<Buffer> {
  const found = await (await objectsOf(repo, doing)).contents(id);
  if (found?.type !== "blob" || found.cut) throw gitFailure(doing, `${id} is not there`);
  return found.bytes;
}

/**
 * Reads the contents of several blobs.
 * @returns the contents by name, without missing blobs
 */
export async function readObjects(
  repo: GitPlace,
  names: readonly string[],
  doing: string,
): Promise<Map<string, Buffer>> {
  if (names.length === 0) return new Map();
  const objects = await objectsOf(repo, doing);
  const read = await inChunks(names.filter(canBeAsked), async (name) => ({
    name,
    found: await objects.contents(name),
  }));
  return new Map(
    read.flatMap(({ name, found }) =>
      found?.type === "blob" && !found.cut ? [[name, found.bytes] as const] : [],
    ),
  );
}
