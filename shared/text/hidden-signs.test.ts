import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hiddenCount, textPieces, withHiddenMarked } from "./hidden-signs";

describe("hidden signs", () => {
  it.each([
    ["direction", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c"],
    ["no width", "\u200b\u200c\u200d\ufeff\u2060\u00ad\u034f\u180e"],
    ["tags", "\u{e0001}\u{e0041}\u{e007f}"],
    ["variation selectors", "\ufe00\ufe0f\u{e0100}\u{e01ef}"],
    ["blanks that are none", "\u00a0\u2003\u202f\u3000\u3164\uffa0\u115f\u1160\u2800"],
    ["control characters", "\u0000\u0007\u001b\r\u007f\u0085\u009b"],
    ["line ends that are none", "\u2028\u2029"],
    ["halves of characters", "\ud800"],
  ])("are found: %s", (_what, signs) => {
    for (const sign of signs) {
      const label = `U+${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
      expect(withHiddenMarked(`a${sign}b`)).toBe(`a<${label}>b`);
    }
  });

  it.each([
    "rm -rf build && echo done\n\tnext",
    "naïve café — “quoted” … 日本語, עברית, العربية ؀",
    "👩‍💻 ❤️ 👍🏽 1️⃣ 🏳️‍🌈",
  ])("are not found in %j", (text) => {
    expect(hiddenCount(text)).toBe(0);
    expect(withHiddenMarked(text)).toBe(text);
  });

  it("cannot be hidden after an emoji", () => {
    expect(hiddenCount("❤️\ufe0f\ufe01")).toBe(2);
    expect(hiddenCount("👩\u200dx")).toBe(1);
    expect(hiddenCount("👩\u200d\u200d💻")).toBe(2);
  });

  it("leave the rest of the text unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const shown = textPieces(text).map((piece) =>
          piece.kind === "text"
            ? piece.text
            : String.fromCodePoint(Number.parseInt(piece.label.slice(2), 16)),
        );
        expect(shown.join("")).toBe(text);
        // A marked text has no hidden signs left.
        expect(hiddenCount(withHiddenMarked(text))).toBe(0);
      }),
      { numRuns: 1000 },
    );
  });
});
