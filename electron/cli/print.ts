import type { Problem } from "@shared/base/problem";
import { withHiddenMarked } from "@shared/text/hidden-signs";

/** A refusal with what it rests on, unless its sentence says that already. */
export function describeProblem({ message, detail }: Problem): string {
  const more = detail?.trim() ?? "";
  if (more === "" || message.includes(more)) return message;
  return `${message}\n${more.replace(/^/gm, "  ")}`;
}

/**
 * Text for a terminal. Titles, paths, trailers and recordings are other people's: a control character in
 * them, line ends and tabs apart, becomes a space instead of steering the person's terminal; what cannot be seen, or
 * turns the direction of the text, is written out.
 */
export function printable(text: string): string {
  return withHiddenMarked(text.replace(/[^\P{Cc}\n\t]/gu, " "));
}

/** One line of JSON without a control character; JSON's own escapes leave out U+007F to U+009F. */
export function asJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /\p{Cc}/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
