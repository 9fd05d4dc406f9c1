import { expect, it } from "vitest";
import { createJudge, createReader } from "./judging";

const spec = { path: "specs/001-small/spec.md", text: "- **FR-001**: is fast, see [a](a.md)\n" };
const tasks = { path: "specs/001-small/tasks.md", text: "- [ ] T001 a (FR-001)\n" };

it("judges one document of a feature, and lists the paths that it links to", () => {
  const judge = createJudge();
  const request = {
    documents: [tasks, spec],
    constitution: undefined,
    missing: [],
    only: spec.path,
  };
  const { analysis, links } = judge(request);
  expect(links).toEqual(["specs/001-small/a.md"]);
  expect(analysis.coverage).toMatchObject({ percent: 100 });
  expect(new Set(analysis.findings.map(({ path }) => path))).toEqual(new Set([spec.path]));
  const more = judge({ ...request, missing: links }).analysis.findings;
  expect(more.map(({ rule }) => rule)).toContain("broken-link");
});

it("parses a text once for as long as it stays the same", () => {
  const read = createReader();
  const [first] = read([spec, tasks]);
  const [again, changed] = read([spec, { ...tasks, text: "" }]);
  expect(again).toBe(first);
  expect(changed?.tasks?.tasks).toEqual([]);
});
