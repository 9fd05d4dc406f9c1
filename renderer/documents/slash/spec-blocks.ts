import type { Node } from "@tiptap/pm/model";

/** An acceptance scenario, in the form of Spec Kit's templates. */
export const scenarioText =
  "1. **Given** [a situation], **When** [something is done], **Then** [what can be seen].\n";

/** A requirement with the number after the document's highest, because no number is used twice. */
export const requirementText = (doc: Node): string =>
  `- **FR-${String(highest(doc, /\bFR-(\d{1,6})\b/g) + 1).padStart(3, "0")}**: System MUST [one thing that can be checked].\n`;

/** A user story with its parts, the next number, and the priority that belongs to this number. */
export function userStoryText(doc: Node): string {
  const number = highest(doc, /\bUser Story (\d{1,4})\b/g) + 1;
  return `### User Story ${number} - [What someone can do] (Priority: P${number})

[Who wants what, and what is different for them afterwards.]

**Why this priority**: [What would be missing without it.]

**Independent Test**: [How this story alone can be tried out.]

**Acceptance Scenarios**:

${scenarioText}`;
}

function highest(doc: Node, pattern: RegExp): number {
  let number = 0;
  doc.descendants((node) => {
    const text = node.isTextblock ? node.textContent : String(node.attrs["source"] ?? "");
    for (const [, found] of text.matchAll(pattern)) number = Math.max(number, Number(found));
    return !node.isTextblock;
  });
  return number;
}
