import { describe, expect, it } from "vitest";
import { countWords, findSpecWords, type Setting } from "./spec-words";
import { taskLabel } from "./task-items";

const found = (text: string, setting: Setting, bold: readonly string[] = []) =>
  findSpecWords(text, setting, (offset) => bold.some((word) => text.startsWith(word, offset))).map(
    ({ kind, from, to }) => [kind, text.slice(from, to)],
  );

describe("findSpecWords", () => {
  it("finds an identifier only at the start of an item", () => {
    expect(found("FR-001: System MUST do", "item")).toEqual([
      ["identifier", "FR-001"],
      ["colon", ":"],
    ]);
    expect(found("T012 [P] Create", "item")).toEqual([["identifier", "T012"]]);
    expect(found("CHK001 Is it", "item")).toEqual([["identifier", "CHK001"]]);
    expect(found("FRX-1", "item")).toEqual([]);
  });

  it("finds IDs anywhere else in the text, but not in paths and within other words", () => {
    expect(found("FR-001: as SC-002a, US1–US3 and [US12]; T012, CHK003.", "item")).toEqual([
      ["identifier", "FR-001"],
      ["colon", ":"],
      ["reference", "SC-002a"],
      ["reference", "US1"],
      ["reference", "US3"],
      ["reference", "US12"],
      ["reference", "T012"],
      ["reference", "CHK003"],
    ]);
    expect(found("FR-001: in a paragraph", "text")).toEqual([["reference", "FR-001"]]);
    expect(found("a/T012.cast #FR-001 XFR-001 FR-001xy T012-late US1x", "text")).toEqual([]);
  });

  it.each(["T012", "T012a", "T012.3", "T1.1", "T-7", "T_12", "TASK-012"])(
    "finds %s after a box, at the beginning of an item and in prose",
    (id) => {
      expect(found(`${id} Create`, "task")).toEqual([["identifier", id]]);
      expect(found(`${id} Create`, "item")).toEqual([["identifier", id]]);
      expect(found(`Create it after ${id}, or ${id}.`, "text")).toEqual([
        ["reference", id],
        ["reference", id],
      ]);
      expect(taskLabel(`${id} Create`)).toBe(`${id} done`);
    },
  );

  it("finds the short IDs and numbers of tasks only after a box", () => {
    for (const id of ["T4", "t012", "1.2", "2.3a"]) {
      expect(found(`${id} Create`, "task"), id).toEqual([["identifier", id]]);
      expect(found(`${id} Create`, "item"), id).toEqual([]);
      expect(found(`a ${id} b`, "text"), id).toEqual([]);
      expect(taskLabel(`${id} Create`)).toBe(`${id} done`);
    }
    expect(found("[T004] Create", "task")).toEqual([["identifier", "T004"]]);
    expect(found("[P] [US1] T004 after T003", "task")).toEqual([
      ["identifier", "T004"],
      ["reference", "US1"],
      ["reference", "T003"],
    ]);
    expect(taskLabel("[P] T004 Create")).toBe("T004 done");
    expect(found("3 rates are read", "task")).toEqual([]);
    expect(taskLabel("3 rates are read")).toBe("3 rates are read");
  });

  it("finds bold steps and no plain words", () => {
    const text = "Given a Then, When it, Then that";
    expect(found(text, "item", ["Given", "When it", "Then that"])).toEqual([
      ["step", "Given"],
      ["next-step", "When"],
      ["next-step", "Then"],
    ]);
    expect(found("Whenever", "item", ["When"])).toEqual([]);
  });

  it("finds open questions anywhere", () => {
    expect(found("a [NEEDS CLARIFICATION: which?] b [NEEDS CLARIFICATION]", "text")).toEqual([
      ["question", "[NEEDS CLARIFICATION: which?]"],
      ["question", "[NEEDS CLARIFICATION]"],
    ]);
  });

  it("finds a story's priority and soft line breaks", () => {
    expect(found("User Story 1 - Pay (Priority: P1)", "heading")).toEqual([
      ["priority", "(Priority: P1)"],
    ]);
    expect(found("a\nb", "text")).toEqual([["soft-break", "\n"]]);
  });

  it("keeps the line ends between fields on consecutive lines", () => {
    const fields = "Branch: a\nCreated: b\nand more\nStatus: c";
    const breaks = (bold: string[]) =>
      found(fields, "text", bold).filter(([kind]) => kind === "soft-break").length;
    expect(breaks(["Branch", "Created", "Status"])).toBe(2);
    expect(breaks(["Branch"])).toBe(3);
  });
});

describe("countWords", () => {
  it("counts words in any script", () => {
    expect(countWords("It's a well-kept spec, version 2.")).toBe(6);
    expect(countWords("文書管理")).toBe(4);
    expect(countWords(" — ")).toBe(0);
  });
});
