import { expect, it } from "vitest";
import { leadingId, nextTaskId } from "./next-id";

it("is the next free one, in the form of the list's IDs", () => {
  const list = ["T001 a", "T002 [P] b", "T010 c", "T003 d", "depends on T099"];
  expect(nextTaskId("T002 [P] b", list)).toBe("T011");
  expect(nextTaskId("T999 z", ["T999 z"])).toBe("T1000");
  expect(nextTaskId("DB-7 a", ["DB-7 a", "DB-9 b", "T050 c"])).toBe("DB-10");
  expect(nextTaskId("[T004] a", ["[T004] a"])).toBe("[T005]");
  expect(nextTaskId("T004: a", ["T004: a", "T005 b"])).toBe("T006:");
});

it("is found after marks and the word “Task”", () => {
  for (const before of ["[P] ", "[US1] ", "[P] [US2] ", "[P][US1] ", "[p] ", "Task "]) {
    const words = `${before}T004 x`;
    expect(leadingId(words), words).toEqual({ id: "T004", from: before.length });
    expect(nextTaskId(words, ["T001 a", words, "[P] T007 b"]), words).toBe("T008");
  }
  expect(leadingId("[P] [T004] x")).toEqual({ id: "T004", from: 5 });
  expect(leadingId("[P] x T004")).toBeUndefined();
  expect(nextTaskId("[US1] x", ["[US1] x"])).toBeUndefined();
});

it("increments the letter of an ID that has one", () => {
  expect(nextTaskId("T001a x", ["T001 w", "T001a x", "T002 y"])).toBe("T001b");
  expect(nextTaskId("T001a x", ["T001a x", "T001b y"])).toBe("T001c");
  expect(nextTaskId("T001z x", ["T001z x", "T004 y"])).toBe("T005");
});

it("increments the task's own level of an outline", () => {
  const list = ["1.1 a", "1.2 b", "2.1 c", "2.1.1 d", "2.7 e"];
  expect(nextTaskId("1.1 a", list)).toBe("1.3");
  expect(nextTaskId("2.1 c", list)).toBe("2.8");
  expect(nextTaskId("2.1.1 d", list)).toBe("2.1.2");
  expect(nextTaskId("3. a", ["1. a", "3. a"])).toBe("4.");
});

it("increments the last part of an ID of any form", () => {
  expect(nextTaskId("T012.3 x", ["T012 w", "T012.3 x", "T012.7 y", "T013.9 z"])).toBe("T012.8");
  expect(nextTaskId("T-7 x", ["T-7 x", "T-12 y", "T20 z"])).toBe("T-13");
  expect(nextTaskId("t001 x", ["t001 x", "T004 y"])).toBe("t005");
  expect(nextTaskId("T001 x", ["T001 x", "T002a y", "T003.4 z"])).toBe("T004");
});

it("is undefined after a task without an ID", () => {
  for (const words of ["Buy milk", "", "3 rates are read", "T-shirts", "FRESH", "2024-01-01 x"])
    expect(nextTaskId(words, ["T001 a", words]), words).toBeUndefined();
});
