import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { taskName } from "./name";

describe("a task's name", () => {
  test.each([
    [
      "Round shares of amounts half to even in src/money.js, with tests in test/money.test.js (FR-004) (depends on T003)",
      "Round shares of amounts half to even",
    ],
    ["Create User model in src/models/user.py", "Create User model"],
    [
      "Read CSV rows with their lines in src/csv.js (FR-001, FR-002)",
      "Read CSV rows with their lines",
    ],
    ["Document `the API` for **everyone**", "Document the API for everyone"],
    ["Configure linting and formatting tools", "Configure linting and formatting tools"],
    ["Fix in src/a.ts", "Fix in src/a.ts"],
    ["Answer in words (see [the plan](plan.md))", "Answer in words"],
  ])("%s", (title, name) => {
    expect(taskName(title)).toBe(name);
  });

  test("is never empty, and never longer than the description", () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (title) => {
        fc.pre(title.trim() !== "");
        const name = taskName(title);
        expect(name).not.toBe("");
        expect(name.length).toBeLessThanOrEqual(title.length);
      }),
    );
  });
});
