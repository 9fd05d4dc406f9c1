import { expect, test } from "vitest";
import { taskPrompt } from "./prompt";

const input = {
  feature: { id: "001-x" },
  task: { id: "T004", title: "Round", line: "- [ ] T004 [US1] Round in src/money.ts (FR-004)" },
  documents: { spec: "specs/001-x/spec.md", tasks: "specs/001-x/tasks.md" },
  requirements: [{ id: "FR-004", text: "System MUST round half to even." }],
  validations: [],
};

test("names the task, its requirements and the documents that exist", () => {
  const prompt = taskPrompt(input);
  expect(prompt).toContain("Do task T004 of the feature 001-x");
  expect(prompt).toContain("\n- [ ] T004 [US1] Round in src/money.ts (FR-004)\n");
  expect(prompt).toContain("\n- FR-004: System MUST round half to even.\n");
  expect(prompt).toContain(
    "\n- specs/001-x/spec.md (the spec)\n- specs/001-x/tasks.md (the tasks)\n",
  );
  expect(prompt).not.toContain("constitution");
  expect(prompt).toContain("Test what you did");
});

test("says how the work will be judged and what the reviewer wrote", () => {
  const prompt = taskPrompt({
    ...input,
    validations: ["node --test"],
    note: "Negative\r\namounts too.",
  });
  expect(prompt).toContain("\n    node --test\n");
  expect(prompt).toContain("\n> Negative\n> amounts too.\n");
});
