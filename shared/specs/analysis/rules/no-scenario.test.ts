import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { noScenario } from "./no-scenario";

const scenario = "1. **Given** a table, **When** it is read, **Then** it is there.\n";

describe("no-scenario", () => {
  it("finds a story without a scenario", () => {
    const spec = `### User Story 1 - Read\n\n${scenario}\n### User Story 2 - Write\n\nWords.\n\n### Edge Cases\n\n${scenario}`;
    expect(lines(check(noScenario, { "spec.md": spec }))).toEqual([
      "spec.md:5:5 HIGH User story 2 has no acceptance scenario.",
    ]);
  });

  it("accepts other forms of scenarios", () => {
    const forms = [
      "Given a table, when it is read, then it is there.",
      "**Acceptance Criteria**:\n\n- It is there.",
      "#### Acceptance Scenarios\n\n| Given | Then |\n|---|---|",
      "- When it is read → it is there",
    ];
    for (const form of forms)
      expect(check(noScenario, { "spec.md": `### User Story 1 - Read\n\n${form}\n` })).toEqual([]);
  });

  it("finds a spec that has only requirements", () => {
    const spec = "# Spec\n\n- **FR-001**: System MUST read.\n";
    expect(lines(check(noScenario, { "spec.md": spec }))).toEqual([
      "spec.md:3:5 HIGH This spec has requirements, but no user story and no acceptance scenario.",
    ]);
    expect(check(noScenario, { "spec.md": `${spec}\n${scenario}` })).toEqual([]);
  });

  it("finds requirements that no story names, when stories name the others", () => {
    const requirements =
      "## Requirements\n\n- **FR-001**: a\n- **FR-002**: b\n- **FR-003**: c\n- **FR-004**: d\n";
    const story = (named: string) =>
      `## Stories\n\n### User Story 1 - Read (${named})\n\n${scenario}\n${requirements}`;
    expect(lines(check(noScenario, { "spec.md": story("FR-001, FR-002, FR-004") }))).toEqual([
      "spec.md:11:5 MEDIUM No story names FR-003, but the other requirements are named.",
    ]);
    expect(check(noScenario, { "spec.md": story("FR-001, FR-002") })).toEqual([]);
  });
});
