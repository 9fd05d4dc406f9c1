import { findingIn, type Rule } from "../rule";
import { isWithdrawn } from "../traces";
import { idPlace } from "./duplicate-id";

/** The shortest text that is compared. Shorter statements may be equal and still mean different things. */
const shortest = 20;

/** Finds one requirement under two IDs. */
export const repeatedRequirement: Rule = {
  id: "repeated-requirement",
  title: "Two requirements say the same",
  help: "Someone will change one of the two and forget the other. Keep the clearer one.",
  check({ documents }) {
    return documents.flatMap((document) => {
      const first = new Map<string, string>();
      return (document.spec?.requirements ?? []).flatMap(({ id, text, line }) => {
        const words = text
          .toLowerCase()
          .replace(/[^\p{L}\p{N}]+/gu, " ")
          .trim();
        const before = first.get(words);
        if (words.length < shortest || isWithdrawn(text) || /\[[^\]]*\]/.test(text)) return [];
        first.set(words, before ?? id);
        if (before === undefined || before === id) return [];
        return [
          findingIn(this.id, document)(
            "HIGH",
            idPlace(document, id, line),
            `${id} says the same as ${before}.`,
            "Keep the clearer one, and say what the other adds, if anything.",
          ),
        ];
      });
    });
  },
};
