import type { Finding } from "../finding";
import { findingIn, type Rule } from "../rule";
import { placeIn } from "../statements";

/** The most questions that Spec Kit's specify command and spec templates allow. */
const allowed = 3;

const marker = /\[NEEDS CLARIFICATION(?::[ \t]*([^\]]*))?\]/g;

/** Finds `[NEEDS CLARIFICATION: …]` markers without an answer. */
export const openQuestion: Rule = {
  id: "open-question",
  title: "A question is not answered",
  help: "The agent that plans or implements will answer the question for you, without telling you. Answer it in the spec.",
  check({ documents }) {
    return documents.flatMap((document) => {
      if (document.kind !== "spec" && document.kind !== "plan") return [];
      const found = findingIn(this.id, document);
      const open = document.statements.flatMap((statement) =>
        [...statement.text.matchAll(marker)].map((match): Finding => {
          const question = match[1]?.replace(/\s+/g, " ").trim() ?? "";
          return found(
            "HIGH",
            placeIn(statement, match.index, match.index + match[0].length),
            question === "" ? "A question is open here." : `Open question: ${question}`,
            "Answer it, and put the answer in its place.",
          );
        }),
      );
      const [next] = open.slice(allowed);
      if (!next || document.kind !== "spec") return open;
      const { line, column } = next;
      const many = found(
        "MEDIUM",
        { line, column },
        `${open.length} questions are open; Spec Kit allows ${allowed}.`,
        "Decide what has a sensible default, and ask only what changes the scope.",
      );
      return [...open, many];
    });
  },
};
