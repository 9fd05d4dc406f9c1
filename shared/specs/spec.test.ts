import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSpec } from "./spec";

const sample = `# Feature Specification: Rate table import

### User Story 1 - Import a table (Priority: P1) 🎯

A person [NEEDS CLARIFICATION: who exactly?] imports.

### User Story 2 – Undo

## Requirements

- **FR-001**: System MUST read CSV
  and name the line
- **FR-002** The system MUST [NEEDS CLARIFICATION: round how?]
- FR-003: plain
<!-- - **FR-900**: System MUST not be seen -->
\`\`\`
- **FR-901**: nor this
\`\`\`

- **SC-001**: 95% in a second
- see FR-001
`;

describe("parseSpec", () => {
  const spec = parseSpec(sample);

  it("reads title, stories and requirements", () => {
    expect(spec.title).toBe("Rate table import");
    expect(spec.stories).toEqual([
      { id: "US1", number: 1, title: "Import a table 🎯", priority: "P1", line: 3 },
      { id: "US2", number: 2, title: "Undo", line: 7 },
    ]);
    expect(spec.requirements).toEqual([
      { id: "FR-001", text: "System MUST read CSV and name the line", line: 11 },
      { id: "FR-002", text: "The system MUST [NEEDS CLARIFICATION: round how?]", line: 13 },
      { id: "FR-003", text: "plain", line: 14 },
      { id: "SC-001", text: "95% in a second", line: 20 },
    ]);
  });

  it("finds the open questions", () => {
    expect(spec.clarifications).toEqual([
      { question: "who exactly?", line: 5 },
      { question: "round how?", line: 13 },
    ]);
  });

  it("accepts any text", () => {
    const pieces = fc.constantFrom(
      "- **FR-001**",
      ":",
      " a",
      "\n",
      "\r\n",
      "```",
      "<!--",
      "-->",
      "# ",
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(pieces, fc.string())), (parts) => {
        const text = parts.join("");
        const lines = text.split(/\r\n|\n|\r/);
        for (const { id, line } of parseSpec(text).requirements)
          expect(lines[line - 1]).toContain(id);
      }),
    );
  });
});
