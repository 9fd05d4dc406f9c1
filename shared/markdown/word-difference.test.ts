import fc from "fast-check";
import { expect, it } from "vitest";
import { wordDifference } from "./word-difference";

it("marks the words that are in only one of two versions", () => {
  const [mine, theirs] = wordDifference("to the cent. Checked by hand.", "to the cent, as ever.");
  const changed = (pieces: typeof mine) =>
    pieces.filter((it) => it.changed).map(({ text }) => text);
  expect(changed(mine)).toEqual([". Checked by hand"]);
  expect(changed(theirs)).toEqual([", as ever"]);
});

it("keeps every character of both texts", () => {
  const text = fc
    .array(fc.constantFrom("a", "b", " ", ".", "語", "😀", "\n"))
    .map((it) => it.join(""));
  fc.assert(
    fc.property(text, text, (one, two) => {
      const whole = wordDifference(one, two).map((pieces) => pieces.map((it) => it.text).join(""));
      expect(whole).toEqual([one, two]);
      for (const pieces of wordDifference(one, two))
        for (const { text, at } of pieces)
          expect([one, two].some((it) => it.startsWith(text, at))).toBe(true);
    }),
  );
});
