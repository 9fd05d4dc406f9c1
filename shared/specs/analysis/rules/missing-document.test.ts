import { expect, it } from "vitest";
import { check, lines } from "../testing";
import { missingDocument } from "./missing-document";

it("reports a missing spec when other documents depend on it", () => {
  expect(lines(check(missingDocument, { "plan.md": "# Plan\n", "tasks.md": "# Tasks\n" }))).toEqual(
    ["tasks.md:1:1 CRITICAL This feature has no spec.md."],
  );
  expect(check(missingDocument, { "spec.md": "", "tasks.md": "# Tasks\n" })).toEqual([]);
  expect(
    check(missingDocument, {
      "/.kiro/specs/a/requirements.md": "",
      "/.kiro/specs/a/design.md": "",
    }),
  ).toEqual([]);
  expect(lines(check(missingDocument, { "/openspec/changes/a/tasks.md": "" }))).toEqual([
    "openspec/changes/a/tasks.md:1:1 CRITICAL This feature has no proposal.md.",
  ]);
  expect(check(missingDocument, { "notes.md": "# Notes\n" })).toEqual([]);
});
