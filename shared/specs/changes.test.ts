import { describe, expect, it } from "vitest";
import { type ChangedDocument, changesOf, changeWords, proposeMessage } from "./changes";
import { featureOf, isSpecFile } from "./folders";

const spec = "specs/003-photo-albums/spec.md";
const tasks = "specs/003-photo-albums/tasks.md";

const before = `# Feature Specification: Photo albums

### User Story 1 - Make an album (Priority: P1)

- **FR-003**: It MUST keep the order.
- **FR-004**: It MUST say hello. [NEEDS CLARIFICATION: to whom?]
- **FR-005**: It MUST stop.
`;
const after = before
  .replace("say hello. [NEEDS CLARIFICATION: to whom?]", "greet everyone.")
  .replace("- **FR-005**: It MUST stop.\n", "- **FR-009**: It MUST go on.\n")
  .replace("P1", "P2");
const list = "# Tasks\n\n- [ ] T001 One\n- [x] T002 Two\n- [ ] T003 Three\n- [ ] T004 Four\n";

const changed = (path: string, old: string, now: string): ChangedDocument => ({
  path,
  how: "changed",
  changes: changesOf(path, old, now),
});

describe("changesOf", () => {
  it("names requirements, stories and questions", () => {
    expect(changesOf(spec, before, after)).toEqual([
      { what: "FR-004", how: "changed" },
      { what: "FR-009", how: "added" },
      { what: "US1", how: "changed" },
      { what: "FR-005", how: "removed" },
      { what: "question", how: "answered" },
    ]);
  });

  it("distinguishes a tick from a change of the words, and ignores a task that moved", () => {
    const now =
      "# Tasks\n\n- [x] T003 Three\n- [X] T001 One\n- [ ] T002 Two\n- [ ] T004 Four more\n";
    expect(changesOf(tasks, list, now)).toEqual([
      { what: "T004", how: "changed" },
      { what: "T003", how: "ticked" },
      { what: "T001", how: "ticked" },
      { what: "T002", how: "unticked" },
    ]);
  });

  it("finds nothing in a document that is equal, new, or without numbers", () => {
    expect(changesOf(spec, before, before)).toEqual([]);
    expect(changesOf(spec, undefined, before)).toEqual([]);
    expect(changesOf("specs/003-photo-albums/plan.md", "a", "- **FR-001**: b")).toEqual([]);
  });
});

describe("proposeMessage", () => {
  it("is one line when the line names every change", () => {
    const ticked = list.replace("[ ] T001", "[x] T001").replace("[ ] T003", "[x] T003");
    const greeted = before.replace("It MUST keep the order", "It MUST sort");
    expect(proposeMessage([changed(spec, before, greeted), changed(tasks, list, ticked)])).toBe(
      "docs(spec): 003-photo-albums: FR-003 changed, 2 tasks ticked",
    );
    expect(
      proposeMessage([{ path: "specs/003-photo-albums/plan.md", how: "added", changes: [] }]),
    ).toBe("docs(spec): 003-photo-albums: plan.md added");
  });

  it("counts when names would be too long, and then lists each document", () => {
    const message = proposeMessage([
      changed(spec, before, after),
      { path: "specs/003-photo-albums/research.md", how: "removed", changes: [] },
    ]);
    const [subject = "", empty, ...lines] = message.split("\n");
    expect(subject).toBe("docs(spec): 003-photo-albums: 2 documents changed");
    expect(empty).toBe("");
    expect(lines).toEqual([
      "- 003-photo-albums/spec.md: FR-004 changed, FR-009 added, US1 changed, FR-005 removed, 1 question answered",
      "- 003-photo-albums/research.md removed",
    ]);
  });

  it("names two features, and counts more", () => {
    const plan = (feature: string) => ({
      path: `specs/${feature}/plan.md`,
      how: "changed" as const,
      changes: [],
    });
    expect(proposeMessage([plan("001-a"), plan("002-b")])).toBe(
      "docs(spec): 001-a, 002-b: 2 documents changed\n\n- 001-a/plan.md changed\n- 002-b/plan.md changed",
    );
    expect(proposeMessage([plan("001-a"), plan("002-b"), plan("003-c")])).toMatch(
      /^docs\(spec\): 3 features: 3 documents changed\n/,
    );
    expect(
      proposeMessage([{ path: ".specify/memory/constitution.md", how: "changed", changes: [] }]),
    ).toBe("docs(spec): .specify: constitution.md changed");
    expect(proposeMessage([])).toBe("");
  });
});

it("counts many changes instead of naming them", () => {
  const many = ["FR-001", "FR-002", "FR-003", "FR-004"].map((what) => ({
    what,
    how: "added" as const,
  }));
  expect(changeWords(many)).toBe("4 requirements added");
  expect(changeWords(many.slice(0, 3))).toBe("FR-001, FR-002 and FR-003 added");
  expect(changeWords(["US1", "US2", "US3", "US4"].map((what) => ({ what, how: "removed" })))).toBe(
    "4 stories removed",
  );
  expect(changeWords([])).toBeUndefined();
});

it("recognises the spec folders", () => {
  expect(
    ["specs/001-a/spec.md", ".specify/memory/constitution.md", ".kiro/specs/a/design.md"].every(
      (path) => isSpecFile(path),
    ),
  ).toBe(true);
  expect(
    ["spec.md", "specs", "docs/specs/a.md", ".git/specs/a.md"].some((path) => isSpecFile(path)),
  ).toBe(false);
  expect([featureOf("specs/001-a/checklists/b.md"), featureOf("specs/a.md")]).toEqual([
    "001-a",
    undefined,
  ]);
});
