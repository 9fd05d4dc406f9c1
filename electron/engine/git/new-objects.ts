import { objectDisk } from "../files/git-files";
import type { ConfigEntry } from "./configuration";
import { type GitPlace, readingIn } from "./git";
import { loadObjects } from "./objects";
import { isOff, setting } from "./plain";

/**
 * Writes a loose object without git, because starting a process blocks the app for some milliseconds.
 * @returns its id; undefined for a repository that only git can write, see `isPlain`
 * @throws {Problem} `cannot-write`
 */
export async function writeObject(
  place: GitPlace,
  type: "blob" | "tree" | "commit",
  content: Buffer,
): Promise<string | undefined> {
  const { reads, entries } = await readingIn(place);
  if (!isPlain(entries)) return undefined;
  const { writeObject: write } = await loadObjects();
  const gitdir = reads.commonDir;
  return write({ fs: objectDisk, gitdir, type, format: "content", object: content });
}

/**
 * Whether objects and refs are single files in git's original format. An extension may store either in another
 * format, and a shared repository has modes of its own.
 * @param entries git's configuration of the repository
 */
export function isPlain(entries: readonly ConfigEntry[]): boolean {
  const shared = setting(entries, "core.sharedrepository");
  return (
    !entries.some(({ key }) => key.startsWith("extensions.")) &&
    (shared === "" || shared === "umask" || isOff(shared))
  );
}
