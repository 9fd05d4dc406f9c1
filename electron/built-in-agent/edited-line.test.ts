import { makeSturdy } from "@shared/recordings/sturdy";
import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { type EditedLine, edit, emptyLine } from "./edited-line";
import { createLineView } from "./line-view";
import { createKeyReader } from "./typed-keys";

const esc = "\u001b";

/** The edited line after these keys, with a bar at the cursor, and "!" for each Enter, Ctrl-C or Ctrl-D. */
function after(typed: string, cut = typed.length): string {
  const keys = createKeyReader();
  let line: EditedLine = emptyLine;
  let others = "";
  for (let at = 0; at < typed.length; at += cut)
    for (const key of keys(typed.slice(at, at + cut)))
      if (key.type === "text" || key.type === "move" || key.type === "delete")
        line = edit(line, key);
      else others += "!";
  return `${line.text.slice(0, line.at)}|${line.text.slice(line.at)}${others}`;
}

it.each([
  ["text", "Zürich 漢字", "Zürich 漢字|"],
  ["arrows", `abc${esc}[D${esc}[D${esc}[Cx`, "abx|c"],
  ["arrows of the other kind", `abc${esc}OD${esc}ODx`, "ax|bc"],
  ["arrows beyond the ends", `a${esc}[D${esc}[D${esc}[Db${esc}[C${esc}[C${esc}[Cc`, "bac|"],
  ["Home and End", `bc${esc}[Ha${esc}[Fd`, "abcd|"],
  ["other Homes and Ends", `bc${esc}[1~a${esc}[4~d${esc}OH0${esc}OFe`, "0abcde|"],
  ["Ctrl-A and Ctrl-E", "bc\u0001a\u0005d", "abcd|"],
  ["Backspace", "abc\u007f\u0008x", "ax|"],
  ["Backspace over a grapheme of several code points", "a👩‍💻é\u007f\u007fb", "ab|"],
  ["Delete", `abc${esc}[H${esc}[3~`, "|bc"],
  ["words", `one two, three${esc}[1;5D${esc}[1;5Dx${esc}[1;5Cy`, "one xtwoy|, three"],
  ["words with Alt", `one two${esc}bx${esc}f${esc}[1;3Dy`, "one y|xtwo"],
  ["deleting words", `one two three\u0017${esc}[1;5D${esc}[3;5~`, "one | "],
  ["deleting to the ends", `one two${esc}[1;5D\u000b${esc}[D\u0015`, "| "],
  ["several lines", `one${esc}\rtwo${esc}[Ax${esc}[B${esc}[Hy`, "onex\ny|two"],
  ["a paste with line breaks", `${esc}[200~a\r\nb\u001b[31mc${esc}[201~d`, "a\nbcd|"],
  ["a paste that looks like keys", `${esc}[200~\u0003\u0004x\r${esc}[201~`, "x\n|"],
  ["Enter, Ctrl-C and Ctrl-D", "a\r\u0003\u0004", "a|!!!"],
  [
    "a sequence that is no key",
    `a${esc}[5~${esc}[15~${esc}[<0;1;1M${esc}]11;rgb:0/0/0${esc}\\${esc}[I\u0007\tb`,
    "ab|",
  ],
  ["an ESC by itself", `a${esc}${esc}[Db`, "b|a"],
])("edits a line: %s", (_, typed, wanted) => {
  expect(after(typed)).toBe(wanted);
  // The same, with the input cut into single characters.
  expect(after(typed, 1)).toBe(wanted);
});

it("contains only text, for any input", () => {
  const pieces = fc.constantFrom(
    ...[
      "a",
      "é",
      "漢",
      "👩‍💻",
      " ",
      esc,
      "[",
      "D",
      "C",
      "200~",
      "201~",
      "\u007f",
      "\u0017",
      "\r",
      "\u009b",
      "\u0000",
      "]",
      "P",
    ],
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 40 }), (typed) => {
      expect(after(typed.join(""))).not.toMatch(/[^\P{Cc}\n]/u);
    }),
  );
});

it("draws the line over several rows, with the cursor at its offset", async () => {
  const edits = fc.array(
    fc.constantFrom(
      ...[
        "ab",
        "漢字",
        "a long piece of text ",
        `${esc}[D`,
        `${esc}[D${esc}[D`,
        `${esc}[H`,
        `${esc}[F`,
      ],
      ...[`${esc}[A`, "\u007f", "\u0017", `${esc}\r`, `${esc}[3~`, "x"],
    ),
    { maxLength: 25 },
  );
  await fc.assert(
    fc.asyncProperty(edits, async (typed) => {
      let output = "asked\r\n";
      const view = createLineView(
        (text) => (output += text),
        () => 12,
      );
      const keys = createKeyReader();
      let line: EditedLine = emptyLine;
      for (const key of keys(typed.join("")))
        if (key.type === "text" || key.type === "move" || key.type === "delete") {
          line = edit(line, key);
          view.draw(line);
        }
      const shown = (await screen(output)).trimEnd();
      const straight = (await screen(`asked\r\n${line.text.replaceAll("\n", "\r\n")}`)).trimEnd();
      expect(shown).toBe(straight);
      const ahead = await placeAfter(
        `asked\r\n${line.text.slice(0, line.at).replaceAll("\n", "\r\n")}`,
      );
      // When a line break follows a full row, the cursor is on the row's last cell.
      const [column, row] = await placeAfter(output);
      const onLast = line.text.charAt(line.at) === "\n" && ahead[0] === 0 && column === 11;
      expect(onLast ? [0, row + 1] : [column, row]).toEqual(ahead);
    }),
    { numRuns: 60 },
  );
});

async function played(output: string) {
  const terminal = makeSturdy(
    new headless.Terminal({ cols: 12, rows: 40, allowProposedApi: true }),
  );
  await new Promise<void>((done) => terminal.write(output, done));
  return terminal;
}

async function screen(output: string): Promise<string> {
  const { buffer } = await played(output);
  return Array.from({ length: 40 }, (_, y) =>
    buffer.active.getLine(y)?.translateToString(true),
  ).join("\n");
}

/** The cell of the next letter. After a full row this is the beginning of the next row. */
async function placeAfter(output: string): Promise<[number, number]> {
  const { cursorX, cursorY } = (await played(output)).buffer.active;
  return cursorX >= 12 ? [0, cursorY + 1] : [cursorX, cursorY];
}
