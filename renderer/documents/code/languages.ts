import { common, createLowlight } from "lowlight";
import { type Token, tokensOf } from "./code-tokens";

// A large module, which is imported only when a document has code to colour.
const lowlight = createLowlight(common);

/** The names of languages for code blocks, the common ones first. */
export const languages: readonly string[] = lowlight.listLanguages();

/** The tokens of a text; undefined for an unknown language. */
export function highlight(language: string, text: string): readonly Token[] | undefined {
  if (!lowlight.registered(language)) return undefined;
  return tokensOf(lowlight.highlight(language, text));
}
