import type { ProseLine, Unclosed } from "../markdown/lines";
import { looksLikeBox } from "./box";
import type { Dependencies } from "./dependencies";
import type { Task, UnclearLine, UnreadLine } from "./list";
import { filesIn, requirementsIn } from "./mentions";

/** A task whose dependencies are not worked out yet. */
export type TaskDraft = Omit<Task, "dependsOn">;

/** What a description names; nothing where that is not wanted, because it takes time. */
export const mentionsIn = (description: string, wanted: boolean) =>
  wanted
    ? { files: filesIn(description), requirements: requirementsIn(description) }
    : { files: [], requirements: [] };

/** The boxes behind a fence or a comment that is never closed. */
export const hiddenBoxes = (unclosed: Unclosed | undefined, path: string): UnreadLine[] =>
  (unclosed?.lines ?? [])
    .filter(({ text }) => looksLikeBox(text))
    .map(({ text, line }) => ({
      path,
      line,
      raw: text,
      reason: `It stands in ${unclosed?.kind === "comment" ? "a comment" : "a code block"} that begins on line ${unclosed?.line ?? 1} and is never closed.`,
      done: /\[[xX]\]/.test(text),
    }));

/** What was not understood of the order, with the lines as they stand. */
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
