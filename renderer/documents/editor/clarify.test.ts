import { documentSchema } from "@shared/editor/schema";
import { Node } from "@tiptap/pm/model";
import { EditorState } from "@tiptap/pm/state";
import { describe, expect, it } from "vitest";
import { readDocument, writeDocument } from "../keeping/rich-text";
import { answerQuestion, questionOf } from "./clarify";
import { questionsIn, specDecorations } from "./spec-decorations";

const today = "2026-11-25";

function open(text: string) {
  const document = readDocument(text);
  if (document.kind !== "rich") throw new Error(document.why);
  const doc = Node.fromJSON(documentSchema, document.content);
  const state = EditorState.create({ doc, plugins: [specDecorations()] });
  return { document, state };
}

/** The text after the first question was answered. */
function answered(text: string, answer: string): string {
  const { document, state } = open(text);
  const [spot] = questionsIn(state);
  const transaction = spot && answerQuestion(state, spot, answer, today);
  if (!transaction) throw new Error("There is no question.");
  const written = writeDocument(document, transaction.doc);
  return written.ok ? written.text : written.why;
}

describe("answerQuestion", () => {
  const spec = `# Feature Specification: Small

**Status**: Draft

## User Scenarios & Testing *(mandatory)*

Words.

- **FR-007**: System MUST keep data for [NEEDS CLARIFICATION: how long?].
`;

  it("puts the answer in its sentence, and notes question and answer after the overview", () => {
    expect(answered(spec, " 30 days. ")).toBe(
      spec
        .replace("[NEEDS CLARIFICATION: how long?]", "30 days")
        .replace(
          "## User",
          `## Clarifications\n\n### Session ${today}\n\n- Q: how long? → A: 30 days.\n\n## User`,
        ),
    );
  });

  it("adds to today's session, or begins one after earlier sessions", () => {
    const session = (day: string) =>
      `${spec}\n## Clarifications\n\n### Session ${day}\n\n- Q: who? → A: all\n\n## Assumptions\n\nNone.\n`;
    expect(answered(session(today), "30 days")).toContain(
      "- Q: who? → A: all\n- Q: how long? → A: 30 days\n\n## Assumptions",
    );
    expect(answered(session("2026-11-02"), "30 days")).toContain(
      `- Q: who? → A: all\n\n### Session ${today}\n\n- Q: how long? → A: 30 days\n\n## Assumptions`,
    );
  });

  it("keeps an overview first", () => {
    const text = `# Small\n\n## Overview\n\nAll of it [NEEDS CLARIFICATION: really?]\n\n## Requirements\n\nWords.\n`;
    expect(answered(text, "Yes.")).toBe(
      `# Small\n\n## Overview\n\nAll of it Yes.\n\n## Clarifications\n\n### Session ${today}\n\n- Q: really? → A: Yes.\n\n## Requirements\n\nWords.\n`,
    );
  });

  it("notes the sentence around a question without words", () => {
    expect(answered("- **FR-001**: via [NEEDS CLARIFICATION]\n", "mail")).toContain(
      "- Q: FR-001? → A: mail",
    );
    expect(answered("via [NEEDS CLARIFICATION]\n", "mail")).toContain(
      "- Q: An open point? → A: mail",
    );
  });

  it("keeps an answer as text", () => {
    expect(answered("via [NEEDS CLARIFICATION: a?]\n", "*all* of [it](x)")).toContain(
      "via \\*all* of \\[it](x)\n",
    );
  });

  it("does nothing for a question that no longer exists", () => {
    const { state } = open("via [NEEDS CLARIFICATION: a?] b\n");
    const [spot] = questionsIn(state);
    const edited = state.apply(state.tr.insertText("x", 1));
    expect(spot && answerQuestion(edited, spot, "mail", today)).toBeUndefined();
    expect(spot && questionOf(spot)).toBe("a?");
  });
});
