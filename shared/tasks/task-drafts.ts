import type { ProseLine, Unclosed } from "../markdown/prose-lines";
import { looksLikeBox } from "./box";
import type { Dependencies } from "./dependencies";
import type { Task, UnclearLine, UnreadLine } from "./list";
import { filesIn, requirementsIn } from "./mentions";

/** A task whose dependencies are not determined yet. */
export type TaskDraft = Omit<Task, "dependsOn">;

/**
 * The files and requirements that a description names. Empty when `wanted` is false, because the search takes
 * time.
 */
export const mentionsIn = (description: string, wanted: boolean) =>
  wanted
    ? { files: filesIn(description), requirements: requirementsIn(description) }
    : { files: [], requirements: [] };

/** The boxes inside a fence or comment that is never closed. */
export const hiddenBoxes = (unclosed: Unclosed | undefined, path: string): UnreadLine[] =>
  (unclosed?.lines ?? [])
    .filter(({ text }) => looksLikeBox(text))
    .map(({ text, line }) => ({
      path,
      line,
      raw: text,
      reason: `The line is in ${unclosed?.kind === "comment" ? "a comment" : "a code block"} that begins on line ${unclosed?.line ?? 1} and is never closed.`,
      done: /\[[xX]\]/.test(text),
    }));

/** The ambiguous statements about dependencies, with the text of their lines. */
export function unclearLines(
  text: string,
  lines: readonly ProseLine[],
  path: string,
  unclear: Dependencies["unclear"],
): UnclearLine[] {
  if (unclear.length === 0) return [];
  const raw = new Map(
    lines.map((it) => [it.line, text.slice(it.offset, it.offset + it.text.length)]),
  );
  return unclear.map(({ line, reason }) => ({ path, line, raw: raw.get(line) ?? "", reason }));
}
