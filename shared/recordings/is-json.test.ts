import fc from "fast-check";
import { expect, it } from "vitest";
import { isJson } from "./is-json";

const parses = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

it("accepts exactly the texts that JSON.parse accepts", () => {
  const pieces = fc.constantFrom(
    ...["[", "]", "{", "}", ",", ":", '"', '"a"', "\\n", "\\u00e9", "\\x", "\\", "\n", " ", "\t"],
    ...["1", "-", "0", "01", ".5", "1.5", "e3", "1e", "true", "null", "nul", "\u0001", "\ufeff"],
  );
  const soup = fc.array(pieces, { maxLength: 12 }).map((parts) => parts.join(""));
  const whole = fc.json();
  const damaged = fc.tuple(fc.json(), fc.nat(), pieces).map(([json, at, piece]) => {
    const place = at % (json.length + 1);
    return json.slice(0, place) + piece + json.slice(place + 1);
  });
  fc.assert(
    fc.property(fc.oneof(soup, whole, damaged), (text) => {
      expect(isJson(text, 200)).toBe(parses(text));
    }),
    { numRuns: 2000 },
  );
});

it("refuses nesting beyond the given depth", () => {
  expect(isJson("[[1]]", 2)).toBe(true);
  expect(isJson("[[[1]]]", 2)).toBe(false);
  expect(isJson("[".repeat(100_000), 200)).toBe(false);
});
