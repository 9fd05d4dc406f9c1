import type { Problem } from "@shared/base/problem";
import { withHiddenMarked } from "@shared/text/hidden-signs";

/** A refusal with its detail, unless the sentence contains the detail already. */
export function describeProblem({ message, detail }: Problem): string {
  const more = detail?.trim() ?? "";
  if (more === "" || message.includes(more)) return message;
  return `${message}\n${more.replace(/^/gm, "  ")}`;
}

/**
 * Makes text safe for a terminal. Titles, paths, trailers and recordings come from others. Control characters in
 * them become spaces, except line ends and tabs, so that they cannot control the terminal. Invisible characters
 * and those that change the text's direction are written as escapes.
 */
export function printable(text: string): string {
  return withHiddenMarked(text.replace(/[^\P{Cc}\n\t]/gu, " "));
}

/**
 * A value as one line of JSON without control characters. JSON.stringify does not escape U+007F to U+009F, so they
 * are escaped here.
 */
export function asJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /\p{Cc}/gu,
    (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
