import { common, createLowlight } from "lowlight";
import { type Token, tokensOf } from "./code-tokens";

// Large: only ever imported when a document has code to colour.
const lowlight = createLowlight(common);

/** The names that code blocks may give their language, the usual ones first. */
export const languages: readonly string[] = lowlight.listLanguages();

/** The tokens of a text; undefined for a language that is not known. */
export function highlight(language: string, text: string): readonly Token[] | undefined {
  if (!lowlight.registered(language)) return undefined;
  return tokensOf(lowlight.highlight(language, text));
}
