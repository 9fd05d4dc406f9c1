import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { castHeaderLine, createCastLines } from "@shared/recordings/asciicast";
import { redactionRules } from "@shared/recordings/redact";
import { afterEach, beforeEach, expect, it } from "vitest";
import { countOnScreens, paintsScreens } from "../../terminal-screen/secrets/look";
import { hideOnScreens } from "./hide-on-screens";
import { screenAt } from "./screen-at";

const { signal } = new AbortController();
const token = `ghp_${"a1B2".repeat(9)}`;
const value = "pa55-wörd-🔑-of-mine";
const rules = redactionRules([value], []);

let folder: string;
let cast: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "specwright-screens-"));
  cast = join(folder, "session.cast");
});
afterEach(() => rm(folder, { recursive: true }));

async function record(output: readonly string[], size = { cols: 80, rows: 10 }) {
  const lines = createCastLines();
  const events = output.map((data, n) => lines.line({ time: n, code: "o", data }));
  await writeFile(cast, castHeaderLine(size) + events.join(""));
}

const to = (row: number, column: number) => `\u001b[${row};${column}H`;

/** Output that paints the characters of a text in shuffled order. */
function scattered(text: string, row = 3, column = 10): string[] {
  const cells = [...text].map((char, x) => ({ char, x }));
  const order = [...cells.filter(({ x }) => x % 2 === 1), ...cells.filter(({ x }) => x % 2 === 0)];
  // This emoji is two cells wide.
  const shift = (x: number) => ([...text].slice(0, x).includes("🔑") ? 1 : 0);
  return order.map(({ char, x }) => `${to(row, column + x + shift(x))}${char}`);
}

it.each([
  ["a character at a time", scattered(token)],
  ["in one piece", [scattered(token).join("")]],
  [
    "in two halves, the second first",
    [`${to(3, 30)}${token.slice(20)}`, `${to(3, 10)}${token.slice(0, 20)}`],
  ],
  [
    "with a character put in",
    [`${to(3, 10)}${token.slice(0, 8)}${token.slice(9)}`, `${to(3, 18)}\u001b[@${token[8]}`],
  ],
  [
    "and scrolled in between",
    [`${to(9, 30)}${token.slice(20)}`, "\u001b[2S", `${to(7, 10)}${token.slice(0, 20)}`],
  ],
  ["on the alternate screen", ["\u001b[?1049h", ...scattered(token)]],
  [
    "over two full rows",
    [...scattered(token.slice(20), 4, 1), ...scattered(token.slice(0, 20), 3, 61)],
  ],
  [
    "its end printed after a single cursor step, at the end of the output",
    [`${to(3, 30)}${token.slice(20)}`, to(3, 10), token.slice(0, 12), token.slice(12, 20)],
  ],
  ["as a value of the environment", scattered(value)],
])("hides a secret that is complete on the screen only: %s", async (_how, output) => {
  await record([`${to(3, 1)}ok`, ...output, `${to(5, 1)}done ok`]);
  const before = await screenAt(cast, 1e6);
  expect(await countOnScreens(cast, rules, signal)).toBeGreaterThan(0);
  const { secrets, facts } = await hideOnScreens(cast, rules, signal);
  expect(secrets).toBeGreaterThan(0);
  expect(facts?.bytes).toBe((await readFile(cast)).length);
  expect(await countOnScreens(cast, rules, signal)).toBe(0);
  const after = await screenAt(cast, 1e6);
  expect(after.text).toContain("*".repeat(15));
  expect(after.text).toContain("done ok");
  expect(after.text.split("\n")).toHaveLength(before.text.split("\n").length);
});

it("finds a secret that plain text completes and the next cursor step erases", async () => {
  await record([
    `${to(3, 30)}${token.slice(20)}`,
    to(3, 10),
    token.slice(0, 12),
    token.slice(12, 20),
    "\u001b[2J",
  ]);
  expect(await countOnScreens(cast, rules, signal)).toBe(1);
  expect((await hideOnScreens(cast, rules, signal)).secrets).toBe(1);
});

it("leaves a recording without a secret unchanged", async () => {
  await record([
    `${to(2, 2)}plain words ok`,
    `${to(3, 3)}ghp_short`,
    "http://localhost:51730",
    `${to(5, 5)}ok`,
  ]);
  const before = await readFile(cast);
  expect(await hideOnScreens(cast, rules, signal)).toEqual({ secrets: 0, facts: undefined });
  expect(await readFile(cast)).toEqual(before);
});

it.each([
  ["lines, some cut in the middle of their end", ["one\r", "\ntwo\r\n", "three"], false],
  ["colours", ["\u001b[1;31mred\u001b[0m\r\n"], false],
  ["a colour that an event cuts in two", ["a\u001b[3", "1mx\u001b[0m\r\n"], false],
  ["a title that an event cuts in two", ["a\u001b]0;ti", "tle\u001b", "\\x\r\n"], false],
  ["the lines that end a session", ["ok\r\n\u001b[!p\u001b[?1000l\u001b[?2004l\u001b[?25h"], false],
  ["a title without an end", [`a\u001b]0;${"x".repeat(5000)}`, "y"], true],
  ["a saved place that is gone back to", ["a\u001b[?1048l"], true],
  ["a step to a place", [`${to(3, 4)}x`], true],
  ["a sequence that an event cuts in two", ["a\u001b[3", ";4Hx"], true],
  ["a return to the line's beginning", ["10 %\r", "20 %\r"], true],
  ["a step back", ["a\bb"], true],
])("%s: whether the screen has to be drawn", async (_name, output, draws) => {
  await record(output);
  expect(await paintsScreens(cast, signal)).toBe(draws);
});
