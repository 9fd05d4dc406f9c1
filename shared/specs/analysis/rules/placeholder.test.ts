import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { placeholder } from "./placeholder";

describe("placeholder", () => {
  it("names the template's first placeholder, and counts the others", () => {
    const spec = `# Feature Specification: [FEATURE NAME]

**Created**: [DATE]

1. **Given** [initial state], **When** [action], **Then** [expected outcome]
- **FR-001**: System MUST [specific capability, e.g., "allow users to create accounts"]
`;
    expect(lines(check(placeholder, { "spec.md": spec }))).toEqual([
      "spec.md:1:26 HIGH The template’s [FEATURE NAME] is not filled in, nor are 5 more placeholders.",
    ]);
    expect(lines(check(placeholder, { "plan.md": "# Plan: [FEATURE]\n" }))).toEqual([
      "plan.md:1:9 HIGH The template’s [FEATURE] is not filled in.",
    ]);
  });

  it("finds no written text in a document that is only its template", () => {
    const folder = join(import.meta.dirname, "../../../../resources/templates");
    for (const file of readdirSync(folder)) {
      const name = file.replace("-template", "");
      // Fills in the values that the app fills in when it makes the document.
      const text = readFileSync(join(folder, file), "utf8")
        .replaceAll("[FEATURE NAME]", "Rate tables")
        .replaceAll("[###-feature-name]", "001-rate-tables")
        .replaceAll("[DATE]", "2026-11-02")
        .replaceAll("$ARGUMENTS", "Rate tables");
      expect(lines(check(placeholder, { [name]: text })).join(), name).toContain("not filled in");
    }
  });

  it("recognises brackets that make up a whole value, and no others", () => {
    const spec = `**Why this priority**: [What would be missing without it.]

1. **Given** [a situation], **When** [something is done], **Then** [what can be seen].
- **FR-001**: System MUST [one thing that can be checked].
- **FR-002**: System MUST accept [RFC 3339 dates] and [see below].
- [the model][m], [the plan](plan.md), [our notes]

| [name of it] | b |

[our notes]: notes.md
`;
    expect(lines(check(placeholder, { "spec.md": spec }))).toEqual([
      "spec.md:1:24 HIGH The template’s [What would be missing without it.] is not filled in, nor are 5 more placeholders.",
    ]);
  });

  it("finds open decisions of the plan, and reminders of the writer", () => {
    const plan = "**Storage**: NEEDS CLARIFICATION\n\n**Testing**: TBD\n\nTODO: the rest\n";
    expect(lines(check(placeholder, { "plan.md": plan }))).toEqual([
      "plan.md:1:14 HIGH The plan still says NEEDS CLARIFICATION.",
      "plan.md:3:14 MEDIUM “TBD” is left here.",
      "plan.md:5:1 MEDIUM “TODO” is left here.",
    ]);
  });

  it("ignores links, boxes, tags, code and comments", () => {
    const text = `- [ ] T001 [P] [US1] Describe [the model](a.md) and [DATE](b.md)
- See [spec.md][1], \`[FEATURE NAME]\` and a TODO list; "[FEATURE] Add this" is an issue.
- [Gap] [Spec §FR-001] [x] array[index]

<!-- [FEATURE NAME] -->

[1]: ./spec.md
`;
    for (const name of ["spec.md", "tasks.md", "plan.md"])
      expect(check(placeholder, { [name]: text })).toEqual([]);
  });
});
