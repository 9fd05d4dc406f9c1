import fc from "fast-check";
import { expect, it } from "vitest";
import { CastError, type CastEvent } from "./asciicast";
import { castLimits, createCastParser } from "./parse-cast";
import { passedOverWords } from "./passed-over";

// A recording is untrusted. Whatever it contains, the parser returns valid events, and names the lines that
// it passed over or the reason why there is no recording. SPECWRIGHT_FUZZ sets the number of inputs that the
// long property tries.

const inputs = Number(process.env["SPECWRIGHT_FUZZ"] ?? 2000);

/** @returns the first fault, or undefined */
function read(pieces: Iterable<string>): string | undefined {
  const parser = createCastParser();
  let last = 0;
  const check = (events: readonly CastEvent[]) => {
    for (const event of events) {
      expect(Number.isFinite(event.time) && event.time >= last).toBe(true);
      expect(event.time).toBeLessThanOrEqual(castLimits.time);
      last = event.time;
      if (event.code === "r") expect(event.cols * event.rows).toBeLessThanOrEqual(castLimits.cells);
      if (event.code === "o" || event.code === "i") expect(typeof event.data).toBe("string");
    }
  };
  try {
    for (const piece of pieces) check(parser.push(piece));
    const last = parser.end();
    check(last.events);
    expect(parser.header).toBeDefined();
    const { passedOver } = parser;
    if (passedOver === undefined) return last.torn && `Line ${last.torn.line} is cut off`;
    expect(passedOverWords(passedOver)).toMatch(/^(?:Line|\d+ lines) [\w ,:.]+\.$/);
    return `Line ${passedOver.first} ${passedOver.reason}`;
  } catch (error) {
    if (!(error instanceof CastError)) throw error;
    expect(error.message).toMatch(/^Line \d+ of the recording [\w ,:]+\. Use an undamaged copy/);
    return error.message;
  }
}

const heads = [
  '{"version":3,"term":{"cols":80,"rows":24}}\n',
  '{"version":2,"width":80,"height":24}\n',
  '{"version":1,"width":80,"height":24,"stdout":[',
  "",
];
const token = fc.oneof(
  fc.constantFrom(
    ...['[1,"o","a"]\n', '[0.5,"r","100x50"]\n', '[1,"x","0"]\n', '[2,"m","mark"]\n', "# note\n"],
    ...["[", "]", "{", "}", ",", '"', ":", "\n", "\\", "\\u00", "null", "true", "-", "1e999"],
    ...["NaN", "Infinity", "-1", "1e308", "0.1", "99999999999999999999", "\ufeff", "\ufffd", "\0"],
    ...[
      '"o"',
      '"r"',
      '"m"',
      '"x"',
      '"i"',
      '"zz"',
      '"0x0"',
      '"99999x1"',
      '"80x24"',
      "\r\n",
      "\ud800",
    ],
    ...['"stdout"', '"version"', '"term"', '"cols"', '"__proto__"', "[[[[", "]]]]", '{"a":'],
  ),
  fc.string({ unit: "binary", maxLength: 20 }),
  fc.json({ maxDepth: 3 }),
  // The decoder replaces invalid UTF-8 by U+FFFD.
  fc.uint8Array({ maxLength: 30 }).map((bytes) => new TextDecoder().decode(bytes)),
);

it("returns valid events and describes faults in words, for any text", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...heads),
      fc.array(token, { maxLength: 25 }),
      fc.nat(400),
      fc.nat(400),
      (head, tokens, from, length) => {
        const text = head + tokens.join("");
        read([text.slice(0, from), text.slice(from, from + length), text.slice(from + length)]);
      },
    ),
    { numRuns: inputs },
  );
}, 600_000);

const head = heads[0] ?? "";
const million = 1024 * 1024;

it("refuses deeply nested brackets", () => {
  const deep = "[".repeat(100_000);
  expect(read([`${deep}${"]".repeat(100_000)}\n`])).toMatch(/Line 1 .* is nested too deeply/);
  expect(read([head, `[1,"z",${deep}${"]".repeat(100_000)}]\n`])).toMatch(/Line 2 .* too deeply/);
  expect(read([head, `[1,"o","a"]\n${'{"a":'.repeat(3 * million)}\n`])).toMatch(/Line 3 .* deeply/);
  // Brackets in a text are not nesting.
  expect(read([head, `[1,"o","${deep}\\"${deep}"]\n`])).toBeUndefined();
});

it("keeps no more of a line than the limit, in pieces of any size", () => {
  const endless = function* (piece: string, pieces: number) {
    yield head;
    for (let n = 0; n < pieces; n++) yield piece;
  };
  expect(read(endless("x".repeat(million), 100))).toMatch(/Line 2 is cut off/);
  expect(read(endless("x", 100_000))).toMatch(/Line 2 is cut off/);
  expect(read([`{\n${" ".repeat(castLimits.document)}`])).toMatch(/Line 1 .* is too long/);
});

it("reads a long valid line", () => {
  const data = "x".repeat(8 * million);
  expect(read([head, `[1,"o","${data}"]\n[1,"o","a"]\n`])).toBeUndefined();
});
