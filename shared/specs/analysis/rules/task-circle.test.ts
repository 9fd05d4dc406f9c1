import { expect, it } from "vitest";
import { check, lines } from "../testing";
import { taskCircle } from "./task-circle";

it("finds tasks that wait for each other, directly or through others", () => {
  const tasks = `- [ ] T001 a
- [ ] T002 b (depends on T003)
- [ ] T003 c (depends on T002)
- [ ] T004 d (depends on T003)
`;
  expect(lines(check(taskCircle, { "tasks.md": tasks }))).toEqual([
    "tasks.md:2:7 HIGH T002, T003 wait for each other.",
  ]);
  expect(check(taskCircle, { "tasks.md": tasks.replace("on T002", "on T001") })).toEqual([]);
});
