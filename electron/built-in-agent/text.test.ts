import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { colouredOnly, createExcerpt, plain } from "./text";

const esc = "\u001b";

test("plain text has no escape sequences and no controls", () => {
  expect(plain(`a${esc}[31mb${esc}]0;title\u0007c${esc}[2Jd\u0007\u0000e\tf\r\ng`)).toBe(
    "abcde\tf\ng",
  );
});

describe("a line of a command's output", () => {
  test("keeps its colours and nothing else", () => {
    expect(
      colouredOnly(`${esc}[1;31mred${esc}[0m${esc}[2K${esc}[1Aup${esc}]52;c;eA==\u0007!`),
    ).toBe(`${esc}[1;31mred${esc}[0mup!`);
  });
  test("shows the text that is visible after a carriage return", () => {
    expect(colouredOnly("10 %\r20 %\r")).toBe("20 %");
  });
});

test("no text controls the terminal", () => {
  const piece = fc.constantFrom(
    esc,
    "[",
    "]",
    "0",
    ";",
    "m",
    "J",
    "\u0007",
    "\\",
    "\u009b",
    "x",
    "\r",
    " ",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      const text = pieces.join("");
      expect(plain(text)).not.toMatch(/[^\P{Cc}\n\t]/u);
      const uncoloured = colouredOnly(text).replaceAll(new RegExp(`${esc}\\[[0-9;:]*m`, "g"), "");
      expect(uncoloured).not.toMatch(/\p{Cc}/u);
    }),
  );
});

test("an excerpt is the whole text, or its beginning and its end", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ maxLength: 30 })), (pieces) => {
      const excerpt = createExcerpt(20, 40);
      for (const piece of pieces) excerpt.add(piece);
      const whole = pieces.join("");
      if (whole.length <= 60) expect(excerpt.text()).toBe(whole);
      else {
        const left = whole.length - 60;
        expect(excerpt.text()).toBe(
          `${whole.slice(0, 20)}\n[${left} characters are left out here]\n${whole.slice(-40)}`,
        );
      }
    }),
  );
});
