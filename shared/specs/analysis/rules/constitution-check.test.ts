import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { constitutionCheck } from "./constitution-check";

const constitution = `# Small Constitution

## Core Principles

### I. Money is exact

### II. Test-First (NON-NEGOTIABLE)

### III. Nothing to install

## Governance
`;
const files = (plan: string) => ({
  "/.specify/memory/constitution.md": constitution,
  "plan.md": plan,
});
const gate = (text: string) =>
  files(`# Plan\n\n## Constitution Check\n\n${text}\n\n## Structure\n`);

describe("constitution-check", () => {
  it("finds principles that the gate does not mention", () => {
    expect(
      lines(check(constitutionCheck, gate("- Money is exact: pass\n- Test first: pass"))),
    ).toEqual(["plan.md:3:4 HIGH The Constitution Check passes over “Nothing to install”."]);
    expect(lines(check(constitutionCheck, gate("All is well.")))).toEqual([
      "plan.md:3:4 MEDIUM The Constitution Check names no principle of the constitution.",
    ]);
    expect(lines(check(constitutionCheck, files("# Plan\n")))).toEqual([
      "plan.md:1:1 HIGH The plan has no Constitution Check.",
    ]);
  });

  it("recognises principles by name or by number", () => {
    const forms = [
      "| I. Money is exact | pass |\n| II. Test-First | pass |\n| III. Nothing to install | pass |",
      "- **Principle I**: pass\n- **Principle II**: pass\n- **Principle III**: pass",
      "Principles I, II and III hold.",
      "- [x] money is EXACT\n- [x] test-first\n- [x] nothing to **install**",
    ];
    for (const form of forms) expect(lines(check(constitutionCheck, gate(form)))).toEqual([]);
  });

  it("reports nothing without a constitution, or with its template", () => {
    expect(check(constitutionCheck, { "plan.md": "# Plan\n" })).toEqual([]);
    const template =
      "# [PROJECT_NAME] Constitution\n\n## Core Principles\n\n### [PRINCIPLE_1_NAME]\n";
    const blank = { "/.specify/memory/constitution.md": template, "plan.md": "# Plan\n" };
    expect(check(constitutionCheck, blank)).toEqual([]);
  });
});
