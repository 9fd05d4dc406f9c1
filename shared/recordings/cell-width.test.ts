import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { cellsOf, cellWidths } from "./cell-width";
import { markFor } from "./mark";
import { makeSturdy } from "./sturdy";

const open = (cols = 40) =>
  makeSturdy(new headless.Terminal({ cols, rows: 4, allowProposedApi: true }));

const column = async (text: string) => {
  const terminal = open();
  await new Promise<void>((done) => terminal.write(text, done));
  const { cursorX } = terminal.buffer.active;
  terminal.dispose();
  return cursorX;
};

it.each<readonly [string, number]>([
  ...["a", "é", "e\u0301", "✓", "❯", "⎿", "✳", "⏺", "⠋", "…", "│", "⚠", "ｱ"].map(
    (it) => [it, 1] as const,
  ),
  ...["表", "한", "（", "🚀", "✅", "✨", "🟢", "📝", "🫠", "⭐"].map((it) => [it, 2] as const),
  // A variation selector makes an emoji; a keycap is an emoji.
  ...["⚠️", "✳️", "⏺️", "❤️", "©️", "1️⃣", "#️⃣"].map((it) => [it, 2] as const),
  // With a skin tone, a flag, joined by U+200D, spelled with tags.
  ...["👍🏽", "☝🏽", "🇩🇪", "👩‍💻", "👨‍👩‍👧‍👦", "🏳️‍🌈", "👩🏽‍🚀", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"].map((it) => [it, 2] as const),
  ["🇩🇪🇫🇷", 4],
  ["👩‍a", 3],
  ["🏽", 2],
  ["a\u{1f3fd}", 3],
])("%s takes the number of cells that programs expect (%i)", async (text, cells) => {
  expect(cellsOf(text)).toBe(cells);
  expect(await column(text)).toBe(cells);
});

it("counts cells like the terminal, and hides a text by as many marks", async () => {
  const units = ["a", "1", "表", "🚀", "❤", "👩", "💻", "e"].concat([
    "\ufe0f",
    "\u200d",
    "\u{1f3fd}",
    "\u0301",
    "\u20e3",
    "\u{1f1e9}",
    "\u{1f1ea}",
    "\u1161",
  ]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...units), { maxLength: 12 }), async (parts) => {
      const text = `x${parts.join("")}`;
      expect(await column(text)).toBe(cellsOf(text));
      const hidden = Array.from({ length: text.length }, (_, index) => markFor(text, index)).join(
        "",
      );
      expect(hidden).toBe("*".repeat(cellsOf(text)));
    }),
    { numRuns: 300 },
  );
});

it("wraps a whole character that becomes wide at the end of a line", async () => {
  const terminal = open(4);
  await new Promise<void>((done) => terminal.write("abc❤\ufe0fd", done));
  const { active } = terminal.buffer;
  expect(active.getLine(0)?.translateToString(true)).toBe("abc");
  expect(active.getLine(1)?.translateToString(true)).toBe("❤️d");
  terminal.dispose();
});

it("is distinguishable from the tables of other versions", () => {
  expect(open().unicode.activeVersion).toBe(cellWidths.version);
});
