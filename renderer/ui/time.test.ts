import { expect, it } from "vitest";
import { when } from "./time";

it("a moment has its year where that is not this year", () => {
  const now = new Date(2026, 10, 28);
  expect(when(new Date(2026, 0, 1, 9, 5).toISOString(), now)).toBe("1 Jan, 09:05");
  expect(when(new Date(2025, 11, 31, 23, 59).toISOString(), now)).toBe("31 Dec 2025, 23:59");
});
