import { describe, expect, it } from "vitest";
import { check, lines } from "../testing";
import { unreadTask } from "./unread-task";

describe("unread-task", () => {
  it("names each line that looks like a task and is none, with the right form", () => {
    const found = check(unreadTask, {
      "tasks.md": "- [ ] T001 a\n- [ ] b\n  - [y] T009 c\n- [ ] T002 d\n\n- [ ] all is well\n",
    });
    expect(lines(found)).toEqual([
      "tasks.md:2:1 MEDIUM This line was not understood as a task.",
      "tasks.md:3:3 MEDIUM This line was not understood as a task.",
      "tasks.md:6:1 LOW This line was not understood as a task.",
    ]);
    expect(found.map(({ mend }) => mend)).toEqual([
      "It does not begin with a task’s ID, such as T012.",
      "The sign in [y] is not known. Write [ ] or [x].",
      "It does not begin with a task’s ID, such as T012.",
    ]);
  });

  it("names each line that may be a dependency", () => {
    const found = check(unreadTask, {
      "tasks.md": "- [ ] T001 a\n- [ ] T002 b\n  - was blocked by T001\n",
    });
    expect(lines(found)).toEqual([
      "tasks.md:3:3 MEDIUM This line may say what a task waits for, and was not understood.",
    ]);
  });

  it("reports a list without any understood line", () => {
    expect(lines(check(unreadTask, { "tasks.md": "- [ ] a\n" }))).toHaveLength(1);
    expect(check(unreadTask, { "tasks.md": "- [x] T001 a\n" })).toEqual([]);
  });
});
