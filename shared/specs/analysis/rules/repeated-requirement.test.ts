import { expect, it } from "vitest";
import { check, lines } from "../testing";
import { repeatedRequirement } from "./repeated-requirement";

it("finds the same statement under two IDs", () => {
  const spec = `- **FR-001**: System MUST refuse a table that contradicts itself.
- **FR-002**: System must refuse a table
  that contradicts itself
- **FR-003**: ~~System MUST refuse a table that contradicts itself.~~
- **FR-004**: System MUST [NEEDS CLARIFICATION: what?]
- **FR-005**: System MUST [NEEDS CLARIFICATION: what?]
`;
  expect(lines(check(repeatedRequirement, { "spec.md": spec }))).toEqual([
    "spec.md:2:5 HIGH FR-002 says the same as FR-001.",
  ]);
});
