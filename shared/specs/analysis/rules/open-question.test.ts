import { expect, it } from "vitest";
import { check, lines, marked } from "../testing";
import { openQuestion } from "./open-question";

it("finds questions with their words, across line ends as well", () => {
  const spec =
    "- **FR-001**: via [NEEDS CLARIFICATION: SSO or\n  password?] and [NEEDS CLARIFICATION]\n";
  const found = check(openQuestion, { "spec.md": spec });
  expect(lines(found)).toEqual([
    "spec.md:1:19 HIGH Open question: SSO or password?",
    "spec.md:2:18 HIGH A question is open here.",
  ]);
  expect(found[0]?.end).toEqual({ line: 2, column: 13 });
  expect(marked(found.slice(1), spec)).toEqual(["[NEEDS CLARIFICATION]"]);
});

it("reports more than three questions", () => {
  const spec = Array.from({ length: 4 }, (_, at) => `${at} [NEEDS CLARIFICATION: ${at}?]\n\n`).join(
    "",
  );
  expect(lines(check(openQuestion, { "spec.md": spec })).at(-1)).toBe(
    "spec.md:7:3 MEDIUM 4 questions are open; Spec Kit allows 3.",
  );
});

it("allows documents to mention the marker", () => {
  const text = "No `[NEEDS CLARIFICATION]` is left.\n";
  expect(check(openQuestion, { "spec.md": text })).toEqual([]);
  const item = "- [x] No [NEEDS CLARIFICATION] markers remain\n";
  expect(check(openQuestion, { "checklists/requirements.md": item })).toEqual([]);
});
