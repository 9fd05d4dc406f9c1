import fc from "fast-check";
import { expect, it } from "vitest";
import { simpleCommands } from "./shell-words";

const texts = (line: string) => simpleCommands(line).map((words) => words.map(({ text }) => text));

it.each([
  ["a 'b c' \"d e\" f\\ g", [["a", "b c", "d e", "f g"]]],
  ["a && b; c | d & (e)\nf", [["a"], ["b"], ["c"], ["d"], ["e"], ["f"]]],
  ['a $x "$p q" `r s` $(t; u) v', [["a", undefined, undefined, undefined, undefined, "v"]]],
  ["a > b c 2>&1 d >> 'e f' < g h", [["a", "c", "d", "h"]]],
  ["a # b; c\nd", [["a"], ["d"]]],
  ["a \\\n b", [["a", "b"]]],
  ["a << X\nb\nX", [["a"]]],
  ["a 'b", [["a", "b"]]],
  ["'' a", [["", "a"]]],
])("reads %j", (line, wanted) => {
  expect(texts(line)).toEqual(wanted);
});

it("gives the offsets of each word, and ends a command at each line end", () => {
  const sign = fc.constantFrom(..."ab '\"\\$`(){}<>;&|#\n-=");
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 30 }), (signs) => {
      const line = signs.join("");
      let last = 0;
      for (const { start, end } of simpleCommands(line).flat()) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(line.length);
        last = end;
      }
    }),
  );
});
