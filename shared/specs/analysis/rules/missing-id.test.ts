import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { missingId } from "./missing-id";

describe("missing-id", () => {
  it("finds requirements without an ID among those that have one", () => {
    const spec = `### Functional Requirements

- **FR-001**: System MUST read.
- System MUST write.
  - It MUST do so soon.
- A remark.

### Key Entities

- **Table**: MUST be whole.
`;
    const [found, ...more] = check(missingId, { "spec.md": spec });
    expect(more).toEqual([]);
    expect(found).toMatchObject({ line: 4, column: 3, severity: "MEDIUM" });
    expect(found?.mend).toContain("FR-002");
  });

  it("finds gaps in the numbers, unless the document explains them", () => {
    const spec = "- **FR-001**: a\n- **FR-003**: b\n- **FR-005**: c\n";
    expect(lines(check(missingId, { "spec.md": spec }))).toEqual([
      "spec.md:2:5 LOW There is no FR-002 and FR-004.",
    ]);
    expect(check(missingId, { "spec.md": `${spec}\nFR-002 and FR-004 were taken out.\n` })).toEqual(
      [],
    );
  });

  it("accepts numbers by topic", () => {
    const spec = "- **FR-101**: a\n- **FR-201**: b\n- **FR-301**: c\n";
    expect(check(missingId, { "spec.md": spec })).toEqual([]);
  });
});
