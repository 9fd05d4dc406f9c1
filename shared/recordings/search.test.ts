import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createPrintedText, linePart } from "./printed-text";
import { compileQuery, excerptOf } from "./query";

const esc = "\u001b";

function lines(pieces: readonly string[]) {
  const printed = createPrintedText();
  const all = pieces.flatMap((piece, index) => printed.push(piece, index));
  return [...all, ...printed.end()];
}
const texts = (...pieces: string[]) => lines(pieces).map(({ text }) => text);

describe("printed text", () => {
  it("has no sequences, and ends where the program ended it or moved the cursor", () => {
    expect(texts(`${esc}[1;31mred${esc}[0m one\r\ntwo\n`)).toEqual(["red one", "two"]);
    expect(texts(`${esc}]0;title\u0007a${esc}]8;;https://x${esc}\\link${esc}]8;;\u0007 b`)).toEqual(
      ["alink b"],
    );
    expect(texts(`10 %\r20 %\rdone${esc}[K`)).toEqual(["10 %", "20 %", "done"]);
    expect(texts(`one${esc}[2Ctwo${esc}[5;1Hthree${esc}[2Jfour`)).toEqual([
      "one  two",
      "three",
      "four",
    ]);
    expect(texts(`ab\bc\t${esc}(Bd${esc}7e`)).toEqual(["ac de"]);
  });

  it("is the same wherever the output is cut", () => {
    const part = fc.constantFrom(
      "text ",
      `${esc}[31m`,
      `${esc}]0;t\u0007`,
      `${esc}]8;;x${esc}\\`,
      "\r\n",
      `${esc}[3;4H`,
      `${esc}P1$r${esc}\\`,
      `${esc}(0`,
      "漢",
      `${esc}[2C`,
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), fc.array(fc.nat(200)), (parts, cuts) => {
        const whole = parts.join("");
        const places = [0, ...cuts.map((cut) => cut % (whole.length + 1)), whole.length].sort(
          (a, b) => a - b,
        );
        const pieces = places.slice(1).map((end, index) => whole.slice(places[index], end));
        expect(texts(...pieces)).toEqual(texts(whole));
      }),
    );
  });

  it("accepts any output, and never contains a control character", () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: "binary" })), (pieces) => {
        for (const text of texts(...pieces)) expect(text).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  it("knows when each part was printed, and divides a long line into overlapping parts", () => {
    const [line] = lines(["one ", "two ", "three\n"]);
    expect([0, 3, 4, 8, 12].map((at) => line?.timeAt(at))).toEqual([0, 0, 1, 2, 2]);
    const long = `${"x".repeat(linePart.length - 3)}needle${"y".repeat(9000)}`;
    const parts = lines([long.slice(0, 5000), long.slice(5000)]);
    expect(parts.map(({ text, repeated }) => text.slice(repeated)).join("")).toBe(long);
    expect(parts.filter(({ text }) => text.includes("needle"))).toHaveLength(1);
    expect(parts[1]?.timeAt(0)).toBe(1);
  });
});

describe("a query", () => {
  it("ignores case, for literal text and for an expression", () => {
    expect(compileQuery({ text: "A.b", how: "plain" })("xa.Bx a.b", 0)).toEqual({
      at: 1,
      length: 3,
    });
    expect(compileQuery({ text: "A.b", how: "plain" })("xaxbx", 0)).toBeUndefined();
    expect(compileQuery({ text: "a\\d+", how: "expression" })("x A12", 0)).toEqual({
      at: 2,
      length: 3,
    });
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 40 }), fc.string(), (text, before) => {
        fc.pre(text.trim() !== "");
        expect(compileQuery({ text, how: "plain" })(before + text, 0)).toBeDefined();
      }),
    );
  });

  it.each([
    ["", "plain"],
    ["  ", "plain"],
    ["x".repeat(201), "plain"],
    ["(", "expression"],
    ["a*", "expression"],
  ] as const)("refuses %j as %s", (text, how) => {
    expect(() => compileQuery({ text, how })).toThrow(/./);
  });

  it("returns an excerpt around the match", () => {
    const text = `${"a".repeat(100)}needle${"b".repeat(200)}`;
    const { excerpt, at, length } = excerptOf(text, { at: 100, length: 6 });
    expect(excerpt.slice(at, at + length)).toBe("needle");
    expect(excerpt).toBe(`…${"a".repeat(60)}needle${"b".repeat(120)}…`);
  });
});
