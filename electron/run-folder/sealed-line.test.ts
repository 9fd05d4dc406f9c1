import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { isSealed, seal } from "./sealed-line";

it("seals a line by the hash of its bytes, which any program can check", () => {
  const { line, hash } = seal({ a: "é", b: [1] });
  expect(line).toBe(`{"a":"é","b":[1],"hash":"${hash}"}`);
  expect(hash).toBe(createHash("sha256").update('{"a":"é","b":[1]}').digest("hex"));
});

it("finds every changed line", () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  fc.assert(
    fc.property(object, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, place, flip) => {
      const bytes = Buffer.from(seal({ x: 1, ...value }).line);
      expect(isSealed(bytes)).toBe(true);
      expect(isSealed(bytes.subarray(1))).toBe(false);
      expect(isSealed(bytes.subarray(0, -1))).toBe(false);
      const at = place % bytes.length;
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      expect(isSealed(bytes)).toBe(false);
    }),
  );
});
