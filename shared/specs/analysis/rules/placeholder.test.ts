import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { placeholder } from "./placeholder";

describe("placeholder", () => {
  it("names the first one that the template left, and counts the others", () => {
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

  it("finds what the plan has not decided, and what somebody meant to write", () => {
    const plan = "**Storage**: NEEDS CLARIFICATION\n\n**Testing**: TBD\n\nTODO: the rest\n";
    expect(lines(check(placeholder, { "plan.md": plan }))).toEqual([
      "plan.md:1:14 HIGH The plan still says NEEDS CLARIFICATION.",
      "plan.md:3:14 MEDIUM “TBD” is left here.",
      "plan.md:5:1 MEDIUM “TODO” is left here.",
    ]);
  });

  it("leaves links, boxes, tags, code and comments alone", () => {
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
