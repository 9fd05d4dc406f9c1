import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { highlight, languages } from "./languages";

const shown = (language: string, text: string) =>
  highlight(language, text)?.map(({ from, to, kind }) => [kind, text.slice(from, to)]);

describe("the tokens of code", () => {
  it("are named by their meaning", () => {
    expect(shown("ts", 'const a = "b"; // c')).toEqual([
      ["keyword", "const"],
      ["string", '"b"'],
      ["comment", "// c"],
    ]);
    expect(shown("diff", "+ a\n- b")).toEqual([
      ["added", "+ a"],
      ["removed", "- b"],
    ]);
  });

  it("are in order and within the text, for any text", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...languages),
        fc.string({ unit: "grapheme" }),
        (language, text) => {
          let end = 0;
          for (const { from, to } of highlight(language, text) ?? []) {
            expect(from).toBeGreaterThanOrEqual(end);
            expect(to).toBeGreaterThan(from);
            end = to;
          }
          expect(end).toBeLessThanOrEqual(text.length);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("are none for an unknown language", () => {
    expect(highlight("nonsense", "x")).toBeUndefined();
    expect(languages).toContain("typescript");
  });
});
