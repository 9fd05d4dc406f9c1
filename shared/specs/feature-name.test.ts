import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { featurePrefix, nextNumber, slugOf, timePrefix } from "./feature-name";

describe("nextNumber", () => {
  it("follows the highest number, beside any other names", () => {
    expect(nextNumber([])).toBe("001");
    expect(nextNumber(["001-a", "007-b", "notes", "12-x", "20260102-030405-t"])).toBe("008");
    expect(nextNumber(["999-a"])).toBe("1000");
    expect(nextNumber(["99999999999999999999-a"])).toBe("100000000000000000000");
  });
});

describe("names", () => {
  it("use the words of any script", () => {
    expect(slugOf("Café: round  half, to even!")).toBe("cafe-round-half-to-even");
    expect(slugOf("名前が 変わる")).toBe("名前が-変わる");
    expect(slugOf("हिन्दी में")).toBe("हिन्दी-में");
    expect(slugOf("Йод И")).toBe("йод-и");
    expect(slugOf("한국어")).toBe("한국어");
    expect(slugOf(" … ")).toBe("unnamed");
  });

  it("fit into a folder's name, and their number can be read again", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 400 }), (title) => {
        const slug = slugOf(title);
        const name = `${timePrefix(new Date())}-${slug}`;
        expect(new TextEncoder().encode(name).length).toBeLessThanOrEqual(244);
        expect(slug).toMatch(/^[^\s/\\.]+$/u);
        expect(featurePrefix(`012-${slug}`)).toBe("012");
        expect(featurePrefix(name)).toBe(name.slice(0, 15));
      }),
    );
  });

  it("give the time in the person's time zone", () => {
    expect(timePrefix(new Date(2026, 0, 2, 3, 4, 5))).toBe("20260102-030405");
  });
});
