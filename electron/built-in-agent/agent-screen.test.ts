import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { expect, test } from "vitest";
import { createScreen } from "./agent-screen";

function shown(columns: number, colours = false) {
  const out = Object.assign(new PassThrough(), { columns });
  const screen = createScreen(out, { colours });
  return { screen, text: () => out.read()?.toString() ?? "" };
}

test("text is wrapped at spaces and indented under its mark", () => {
  const { screen, text } = shown(24);
  const words = screen.words();
  for (const piece of ["\n\nThe rate tab", "le is read fi", "rst.\n\nThen it ", "is checked."])
    words.add(piece);
  words.end();
  expect(text()).toBe("● The rate table is read\n  first.\n\n  Then it is checked.\n");
});

test("streamed text is printed unchanged, at any width and in any pieces", () => {
  fc.assert(
    fc.property(
      fc.array(fc.stringMatching(/^[a-z]{0,12}[ \n]?$/)),
      fc.integer({ min: 20, max: 200 }),
      (pieces, columns) => {
        const { screen, text } = shown(columns);
        const words = screen.words();
        for (const piece of pieces) words.add(piece);
        words.end();
        const lines = text().split("\n");
        const split = (some: string) => some.split(/\s+/).filter(Boolean);
        expect(split(lines.join("\n").replace("● ", ""))).toEqual(split(pieces.join("")));
        for (const line of lines) {
          const alone = split(line.replace("● ", "")).length <= 1;
          expect(alone || line.length <= columns, line).toBe(true);
        }
      },
    ),
  );
});

test("a change is shown with its line numbers", () => {
  const { screen, text } = shown(80);
  screen.diff("one\ntwo\nthree\nfour\n", "one\ntwo\n3\nand\nfour\n");
  expect(text()).toBe("  2   two\n  3 - three\n  3 + 3\n  4 + and\n  5   four\n");
});

test("a long change is cut, with a note", () => {
  const { screen, text } = shown(80);
  screen.diff("", Array.from({ length: 50 }, (_, index) => `line ${index}\n`).join(""));
  expect(text().trimEnd().split("\n").at(-1)?.trim()).toBe("… 10 more lines");
});

test("commands and questions contain no invisible characters", () => {
  const { screen, text } = shown(80);
  screen.command("rm -rf build\u202e # \u2066dliub\u200b");
  screen.question("Delete \u202egpj.exe?", ["y\u00a0es"]);
  expect(text()).toBe(
    "$ rm -rf build<U+202E> # <U+2066>dliub<U+200B>\n? Delete <U+202E>gpj.exe?\n  1  y<U+00A0>es\n",
  );
});

test("the model's text cannot control the terminal", () => {
  const { screen, text } = shown(80, true);
  screen.step("Reading \u001b]0;x\u0007\u001b[2Ja");
  screen.question("\u001b[2J?", ["\u001b[1A"]);
  const words = screen.words();
  words.add("\u001b[");
  words.add("2J\u0007");
  words.end();
  // Only colour sequences remain.
  expect(stripVTControlCharacters(text())).not.toMatch(/[^\P{Cc}\n]/u);
});
