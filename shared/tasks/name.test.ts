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
    ["Rename the pages in `app/**/page.tsx`", "Rename the pages in app/**/page.tsx"],
    ["Touch app/**/page.tsx and lib/**/*.ts again", "Touch app/**/page.tsx and lib/**/*.ts again"],
    ["Match `**/*.test.ts` and `__init__.py` too", "Match **/*.test.ts and __init__.py too"],
    ["Write `a ** b` as __power__ and **bold _both_**", "Write a ** b as power and bold both"],
    ["Serve the pages and __init__.py first", "Serve the pages and __init__.py first"],
    ["Keep snake_case_names, 2 * 3 * 4 and ~/bin", "Keep snake_case_names, 2 * 3 * 4 and ~/bin"],
    [
      "Return List<String> or <div> for $x and $HOME",
      "Return List<String> or <div> for $x and $HOME",
    ],
    ["Show `` a`b `` and \\*stars\\*", "Show a`b and *stars*"],
    ["**Set up** the *first* ~~old~~ table", "Set up the first old table"],
    ["Serve app/[id]/(group)/page.tsx with _care_", "Serve app/[id]/(group)/page.tsx with care"],
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
