import { z } from "zod";
import { withHiddenMarked } from "../text/hidden-signs";

/** How many names of each kind are carried along. */
export const mostNotTaken = 20;

const some = z.object({
  /** Paths below the top of the repository; a folder's ends in "/". */
  names: z.array(z.string()).max(mostNotTaken),
  /** How many there are beside the names. */
  more: z.number().int().nonnegative(),
});
type Some = z.infer<typeof some>;

/** What a run's working tree does not have, though the person's own may. */
export const notTakenSchema = z.object({
  /** Files and folders that git ignores, a folder standing for all in it. Undefined where git could not list them. */
  ignored: some.optional(),
  /** Ignored files that `.worktreeinclude` names, so that the run's tree has them too. */
  taken: some.optional(),
  /** Those of them that are too large to be copied. */
  tooLarge: some.optional(),
  /** Submodules whose folders are there and empty, as the person's own tree does not have their commits. */
  submodules: some,
});
export type NotTaken = z.infer<typeof notTakenSchema>;

/** The form in which names are carried along, those with the fewest folders above them first. */
export function someOf(all: readonly string[]): Some {
  const sorted = [...all].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  const names = sorted.slice(0, mostNotTaken);
  return { names, more: all.length - names.length };
}

const depth = (path: string): number => path.replace(/\/$/, "").split("/").length;

/** What a person is told before a run starts, a sentence of each kind; none where nothing is missing. */
export function notTakenSentences({ ignored, taken, tooLarge, submodules }: NotTaken): string[] {
  const sentences: string[] = [];
  if (taken !== undefined && taken.names.length > 0)
    sentences.push(`Taken along: ${inWords(taken)}.`);
  if (tooLarge !== undefined && tooLarge.names.length > 0)
    sentences.push(`Too large to take along: ${inWords(tooLarge)}.`);
  if (ignored === undefined) sentences.push("Not taken along: whatever git ignores.");
  else if (ignored.names.length > 0)
    sentences.push(`Not taken along: ${inWords(ignored)}, which git ignores.`);
  if (submodules.names.length > 0)
    sentences.push(`Submodules are empty in the run's working tree: ${inWords(submodules)}.`);
  return sentences;
}

/** How many names a sentence holds. */
const mostInWords = 5;

function inWords({ names, more }: Some): string {
  const shown = names.slice(0, mostInWords).map(oneLine);
  const others = names.length - shown.length + more;
  if (others > 0) return `${shown.join(", ")} and ${others} more`;
  const last = shown.pop() ?? "";
  return shown.length === 0 ? last : `${shown.join(", ")} and ${last}`;
}

/** A file's name may hold line ends and signs that nobody sees. */
const oneLine = (name: string): string => withHiddenMarked(name.replace(/[\n\t]/g, " "));
