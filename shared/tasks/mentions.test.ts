import { expect, test } from "vitest";
import { requirementsIn } from "./mentions";

test.each([
  ["Read (FR-001, SC-002a) per FR-001", ["FR-001", "SC-002a"]],
  ["FR-001–FR-003", ["FR-001", "FR-002", "FR-003"]],
  ["**FR-009** to **FR-011**", ["FR-009", "FR-010", "FR-011"]],
  ["SC-001..003 and NFR-7-9", ["SC-001", "SC-002", "SC-003", "NFR-7", "NFR-8", "NFR-9"]],
  ["FR-001 - 3 retries", ["FR-001"]],
  ["FR-003–FR-001", ["FR-003", "FR-001"]],
  ["FR-001–FR-900000", ["FR-001", "FR-900000"]],
  ["XFR-001 and FR-0000001", []],
])("finds the requirements in %j", (text, ids) => {
  expect(requirementsIn(text)).toEqual(ids);
});
