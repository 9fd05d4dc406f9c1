import type { Node } from "@tiptap/pm/model";

/** The language of a code block: the first word after its fence, in lower case. Empty without one. */
export const languageOf = ({ attrs }: Node): string =>
  (/^\S*/.exec(String(attrs["language"] ?? ""))?.[0] ?? "").toLowerCase();

/** The fence's text for another language. The text after the first word stays. */
export function withLanguage({ attrs }: Node, language: string): string {
  const rest = /^\S*(.*)$/s.exec(String(attrs["language"] ?? ""))?.[1] ?? "";
  // Without a language, the rest would be taken for the language.
  return language === "" ? "" : language + rest;
}
