import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { analyse, analyseTexts, isGrave, mostFindings, readDocument, rules, severities } from ".";

const path = (name: string) => `specs/001-small/${name}`;

describe("analyse", () => {
  it("finds nothing in a complete feature", () => {
    const spec = `# Feature Specification: Small

### User Story 1 - Say hello (Priority: P1)

1. **Given** a person, **When** the program starts, **Then** it says hello.

## Requirements

- **FR-001**: The program MUST say hello.
`;
    const tasks = "## Phase 1: User Story 1\n\n- [ ] T001 [US1] Say hello in hello.txt (FR-001)\n";
    expect(
      analyseTexts([
        { path: path("spec.md"), text: spec },
        { path: path("tasks.md"), text: tasks },
      ]),
    ).toEqual({
      findings: [],
      leftOut: 0,
      coverage: { kind: "measured", requirements: 1, covered: 1, percent: 100, uncovered: [] },
    });
  });

  it("returns the most severe findings first, at most fifty, and the number of the others", () => {
    const spec = Array.from(
      { length: 60 },
      (_, at) =>
        `- **FR-${String(at + 1).padStart(3, "0")}**: System MUST be fast in case ${String.fromCodePoint(0x4e00 + at)}.\n`,
    ).join("");
    const { findings, leftOut } = analyseTexts([{ path: path("spec.md"), text: spec }]);
    expect(findings).toHaveLength(mostFindings);
    expect(leftOut).toBe(11);
    expect(findings.map(({ severity }) => severity)).toEqual(["HIGH", ...Array(49).fill("MEDIUM")]);
    const places = findings.slice(1).map(({ line }) => line);
    expect(places).toEqual([...places].sort((a, b) => a - b));
  });

  it("measures coverage in whole percent, rounded down", () => {
    const spec = "- **FR-001**: a\n- **FR-002**: b\n- **FR-003**: c\n- **SC-001**: d\n";
    const tasks = "- [ ] T001 a (FR-001, FR-002)\n";
    const { coverage } = analyseTexts([
      { path: path("spec.md"), text: spec },
      { path: path("tasks.md"), text: tasks },
    ]);
    expect(coverage).toEqual({
      kind: "measured",
      requirements: 3,
      covered: 2,
      percent: 66,
      uncovered: ["FR-003"],
    });
  });

  it("gives the reason when coverage is unknown", () => {
    const spec = { path: path("spec.md"), text: "- **FR-001**: a\n" };
    const why = (documents: Parameters<typeof analyseTexts>[0]) => analyseTexts(documents).coverage;
    expect(why([])).toEqual({ kind: "unknown", why: "no-requirements" });
    expect(why([spec])).toEqual({ kind: "unknown", why: "no-tasks" });
    expect(why([spec, { path: path("tasks.md"), text: "- [ ] T001 a\n" }])).toEqual({
      kind: "unknown",
      why: "not-named",
    });
  });

  it("accepts any text, and every place is inside it", () => {
    const pieces = fc.constantFrom(
      ..."- **FR-001**: |- [ ] T001 |[NEEDS CLARIFICATION: a?]|fast|### User Story 1 - a|## Requirements|\n|\r\n|\r|  |`|**Given** |```|<!--|-->|[a](b.md#c)|log-in|login|[DATE]|| FR-002 |$ARGUMENTS|TBD".split(
        "|",
      ),
    );
    const text = fc
      .array(fc.oneof({ weight: 4, arbitrary: pieces }, fc.string()))
      .map((it) => it.join(""));
    fc.assert(
      fc.property(fc.tuple(text, text, text), (texts) => {
        const names = ["spec.md", "plan.md", "tasks.md"];
        const documents = texts.map((it, at) => ({ path: path(names[at] ?? ""), text: it }));
        const { findings } = analyseTexts(documents);
        for (const { path: where, line, column, end, rule } of findings) {
          const rows = (documents.find((it) => it.path === where)?.text ?? "").split(/\r\n|\n|\r/);
          expect(column).toBeLessThanOrEqual((rows[line - 1] ?? "").length + 1);
          if (end) {
            expect(end.line > line || end.column > column).toBe(true);
            expect(end.column).toBeLessThanOrEqual((rows[end.line - 1] ?? "").length + 1);
          }
          expect(rules.some(({ id }) => id === rule)).toBe(true);
        }
        expect(analyseTexts(documents).findings).toEqual(findings);
      }),
    );
  });

  it("returns one document's findings alone, with the feature's coverage", () => {
    const documents = [
      readDocument({ path: path("spec.md"), text: "- **FR-001**: is fast\n" }),
      readDocument({ path: path("tasks.md"), text: "- [ ] T001 a (FR-001, FR-002)\n" }),
    ];
    const feature = { documents, constitution: undefined, missing: new Set<string>() };
    const { findings, coverage } = analyse(feature, path("tasks.md"));
    expect(findings.map(({ rule }) => rule)).toEqual(["unknown-id"]);
    expect(coverage).toMatchObject({ kind: "measured", percent: 100 });
  });

  it("parses a document once for many analyses", () => {
    const documents = [readDocument({ path: path("spec.md"), text: "- **FR-001**: is fast\n" })];
    const feature = { documents, constitution: undefined, missing: new Set<string>() };
    expect(analyse(feature)).toEqual(analyse(feature));
  });
});

it("calls critical and high grave", () => {
  expect(severities.filter((severity) => isGrave({ severity }))).toEqual(["CRITICAL", "HIGH"]);
});
