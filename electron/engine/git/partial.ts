import { Problem } from "@shared/base/problem";
import type { View } from "./viewing";

/**
 * The missing blobs of two commits. A partial clone lacks blobs that were never checked out, and git may not fetch
 * them, because the repository would choose the transport.
 * @returns their ids; none in an ordinary repository
 */
export async function missingObjects(
  view: View,
  commits: readonly string[],
  signal: AbortSignal | undefined,
): Promise<ReadonlySet<string>> {
  const trees = commits.map((commit) => `${commit}^{tree}`);
  const args = ["rev-list", "--objects", "--no-object-names", "--missing=print", ...trees, "--"];
  const listed = await view.git(args, { doing: "look for what is not here", signal });
  const lines = listed.text().split("\n");
  return new Set(lines.flatMap((line) => (line.startsWith("?") ? line.slice(1) : [])));
}

/** The answer of git, or undefined when it lacks the content of a file. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    const words = error instanceof Problem ? (error.detail ?? "") : "";
    if (/unable to read [0-9a-f]{40}|promisor remote|missing blob/.test(words)) return undefined;
    throw error;
  });
}
