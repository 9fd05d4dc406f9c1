import { type GitPlace, git } from "./git";

/**
 * Reads the contents of several blobs at once. Format: git-cat-file(1), `--batch`.
 * @returns by id; one that is missing is not there
 */
export async function readBlobs(
  repo: GitPlace,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Buffer>> {
  const found = new Map<string, Buffer>();
  if (ids.length === 0) return found;
  const result = await git(repo, ["cat-file", "--batch"], {
    doing: "read what is committed",
    input: ids.map((id) => `${id}\n`).join(""),
  });
  const out = result.stdout;
  for (let at = 0; at < out.length; ) {
    const end = out.indexOf(0x0a, at);
    if (end < 0) break;
    const [id = "", kind, size] = out.toString("latin1", at, end).split(" ");
    at = end + 1;
    if (kind === "missing" || size === undefined) continue;
    const length = Number(size);
    found.set(id, out.subarray(at, at + length));
    at += length + 1;
  }
  return found;
}
