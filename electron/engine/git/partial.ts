import { Problem } from "@shared/base/problem";
import type { View } from "./viewing";

/**
 * The objects of two commits' files that are not here. A partial clone lacks those of files that were never
 * checked out, and git is not let fetch them: the transport would be the repository's choice.
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

/** What git says, or undefined where it lacks the content of a file. */
export async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  return answer.catch((error: unknown) => {
    const words = error instanceof Problem ? (error.detail ?? "") : "";
    if (/unable to read [0-9a-f]{40}|promisor remote|missing blob/.test(words)) return undefined;
    throw error;
  });
}
