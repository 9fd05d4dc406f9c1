import { schemaExtensions } from "@shared/editor/schema";
import { type Extensions, InputRule, Mark } from "@tiptap/core";

/**
 * Bold, italic and struck text, typed with its signs. As in Markdown, the signs must touch the words: `2 * 3 *
 * 4` stays plain text.
 */
export const typedMarks: Extensions = schemaExtensions.flatMap((part) =>
  part instanceof Mark && /^(?:bold|italic|strike)$/.test(part.name)
    ? part.extend({
        addInputRules() {
          return (this.parent?.() ?? []).map(besideWords);
        },
      })
    : [],
);

/** @param rule an input rule whose last group is the marked text */
function besideWords(rule: InputRule): InputRule {
  return new InputRule({
    find: rule.find,
    handler: (typed) => (/^\s|\s$/.test(typed.match.at(-1) ?? "") ? null : rule.handler(typed)),
  });
}
