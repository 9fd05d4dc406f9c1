import type { Node } from "@tiptap/pm/model";

/** The language of a code block: the first word behind its fence, in small letters. Empty for none. */
export const languageOf = ({ attrs }: Node): string =>
  (/^\S*/.exec(String(attrs["language"] ?? ""))?.[0] ?? "").toLowerCase();

/** What a code block's fence says when it has another language; what stands behind the first word stays. */
export function withLanguage({ attrs }: Node, language: string): string {
  const rest = /^\S*(.*)$/s.exec(String(attrs["language"] ?? ""))?.[1] ?? "";
  // The rest would be taken for the language.
  return language === "" ? "" : language + rest;
}
