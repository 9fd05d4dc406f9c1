import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { searchTitles } from "./match-titles";
import { matchesShortcut } from "./shortcuts";

const titles = ["Open a repository", "Rate table import: Spec", "Start T004", "Theme: dark"].map(
  (title) => ({ title }),
);

describe("the palette's search", () => {
  test.each([
    ["", titles.map(({ title }) => title)],
    ["open", ["Open a repository"]],
    ["t004 start", ["Start T004"]],
    ["spec", ["Rate table import: Spec"]],
    ["nothing of the kind", []],
  ])("%j", (query, found) => {
    expect(searchTitles(query, titles).map(({ title }) => title)).toEqual(found);
  });

  test("a word at the start scores higher than one inside", () => {
    const items = ["Undo redo", "Redo"].map((title) => ({ title }));
    expect(searchTitles("redo", items)[0]?.title).toBe("Redo");
  });

  test("finds only given items, and each item once", () => {
    fc.assert(
      fc.property(fc.string(), fc.array(fc.record({ title: fc.string() })), (query, items) => {
        const found = searchTitles(query, items);
        expect(new Set(found).size).toBe(found.length);
        for (const item of found) expect(items).toContain(item);
      }),
    );
  });
});

describe("a shortcut", () => {
  const press = (
    key: string,
    held: Partial<Record<"ctrlKey" | "metaKey" | "shiftKey" | "altKey", boolean>> = {},
  ) => ({
    key,
    ctrlKey: false,
    metaKey: false,
    shiftKey: false,
    altKey: false,
    ...held,
  });
  test.each([
    ["Mod+K", press("k", { ctrlKey: true }), false, true],
    ["Mod+K", press("k", { metaKey: true }), true, true],
    ["Mod+K", press("k", { metaKey: true }), false, false],
    ["Mod+K", press("k", { ctrlKey: true, metaKey: true }), false, false],
    ["Mod+K", press("k", { ctrlKey: true, shiftKey: true }), false, false],
    ["Mod+Shift+N", press("N", { ctrlKey: true, shiftKey: true }), false, true],
    ["Mod+Plus", press("+", { ctrlKey: true, shiftKey: true }), false, true],
    ["Mod+Plus", press("=", { ctrlKey: true }), false, true],
    ["Mod+Plus", press("-", { ctrlKey: true }), false, false],
    ["Mod+-", press("-", { ctrlKey: true }), false, true],
    ["Alt+ArrowLeft", press("ArrowLeft", { altKey: true }), false, true],
    ["F8", press("F8"), false, true],
    ["F8", press("8"), false, false],
  ])("%s and %j", (shortcut, event, mac, fits) => {
    expect(matchesShortcut(shortcut, event, mac)).toBe(fits);
  });
});
