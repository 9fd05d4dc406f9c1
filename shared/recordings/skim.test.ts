import { SerializeAddon } from "@xterm/addon-serialize";
import headless from "@xterm/headless";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createBacklog } from "./skim";
import { createVtScanner } from "./vt-scanner";

const cols = 20;
const rows = 5;
const scrollback = 15;
const lines = scrollback + 2 * rows;

interface Cells {
  readonly serialised: string;
  readonly cells: string;
}

/** Everything that is visible: each cell with its attributes, the cursor, and both buffers. */
async function draw(pieces: readonly string[]): Promise<Cells> {
  const terminal = new headless.Terminal({ cols, rows, scrollback, allowProposedApi: true });
  const serialize = new SerializeAddon();
  // The add-on's types are those of the browser's terminal; it uses only members that both terminals have.
  terminal.loadAddon({
    activate: (it) => Reflect.apply(serialize.activate, serialize, [it]),
    dispose: () => serialize.dispose(),
  });
  for (const piece of pieces) terminal.write(piece);
  await new Promise<void>((resolve) => terminal.write("", resolve));
  const buffer = terminal.buffer.active;
  const all: string[] = [
    `${buffer.type} ${buffer.cursorX},${buffer.cursorY} ${buffer.baseY} ${buffer.length}`,
  ];
  for (let y = 0; y < buffer.length; y++) {
    const line = buffer.getLine(y);
    all.push(String(line?.isWrapped));
    for (let x = 0; x < cols; x++) {
      const cell = line?.getCell(x);
      all.push(
        `${cell?.getChars()}|${cell?.getWidth()}|${cell?.getFgColorMode()}:${cell?.getFgColor()}|` +
          `${cell?.getBgColorMode()}:${cell?.getBgColor()}|${cell?.isBold()}${cell?.isDim()}` +
          `${cell?.isItalic()}${cell?.isUnderline()}${cell?.isInverse()}${cell?.isStrikethrough()}`,
      );
    }
  }
  const result = { serialised: serialize.serialize(), cells: all.join("\n") };
  terminal.dispose();
  return result;
}

/** Sends pieces through a backlog. Takes from it where `takes` is true, and the rest at the end. */
function send(pieces: readonly string[], takes: readonly boolean[], above: number) {
  const scanner = createVtScanner();
  const backlog = createBacklog({ above, lines });
  const sent: string[] = [];
  pieces.forEach((piece, index) => {
    backlog.push(scanner.scan(piece));
    if (takes[index % Math.max(1, takes.length)] === true) sent.push(backlog.shift() ?? "");
  });
  for (let text = backlog.shift(); text !== undefined; text = backlog.shift()) sent.push(text);
  return { sent, skimmed: backlog.takeSkimmed(), left: backlog.length };
}

function cutAt(text: string, cuts: readonly number[]): string[] {
  const places = [...new Set(cuts.map((cut) => cut % (text.length + 1)))].sort((a, b) => a - b);
  return [0, ...places].map((place, index) => text.slice(place, places[index] ?? text.length));
}

const word = fc.constantFrom(
  ..."hello|x|wide 漢字|tab\there|back\bspace|over\rwritten|emoji 👩‍🚀|a line that is longer than twenty columns".split(
    "|",
  ),
  "\u001b[31m",
  "\u001b[1;44m",
  "\u001b[0m",
  "\u001b[m",
  "\u001b[38;5;200mx",
  "\u001b[38;2;1;2;3m",
  "\u001b[4:3m",
  "\u001b[0;32m",
  "\u001b[7m\u001b[K",
  "\u001b[22;39m",
);
const plainLine = fc.array(word, { maxLength: 4 }).map((words) => `${words.join("")}\r\n`);
const odd = fc.constantFrom(
  "\u001b[?1049hALT\r\n",
  "\u001b[?1049l",
  "\u001b[2;4r",
  "\u001b[r",
  "\u001b[4h",
  "\u001b[4l",
  "\u001b[?6h",
  "\u001b[?6l",
  "\u001b[?7l",
  "\u001b[?7h",
  "\u001b[!p",
  "\u001bc",
  "\u001b[H",
  "\u001b[3A",
  "\u001b[2J",
  "\u001b[3J",
  "\u001b7",
  "\u001b8",
  "\u001b]0;a title\r\nwith lines\u0007",
  "\u001bP+q544e\r\n\u001b\\",
  "\u001b(0",
  "\u001b(B",
  "\u000e",
  "\u000f",
  "\u001bM",
  "\u001b[3\n1m",
  "\n",
  "\u009b1A",
  "\u001b[?2004h",
  "\u001b[?25l",
  "\u001b[?45h",
  "\u001b#8",
);
const flood = fc.array(plainLine, { minLength: 40, maxLength: 120 }).map((all) => all.join(""));
const part = fc.oneof(
  { weight: 3, arbitrary: flood },
  { weight: 3, arbitrary: odd },
  { weight: 2, arbitrary: plainLine },
);
const stream = fc.array(part, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(""));

describe("a skimmed backlog", () => {
  it("leaves the terminal in the same state as without skimming", async () => {
    let skims = 0;
    await fc.assert(
      fc.asyncProperty(
        stream,
        fc.array(fc.nat(), { maxLength: 60 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 9 }),
        fc.integer({ min: 50, max: 2000 }),
        async (text, cuts, takes, above) => {
          const { sent, skimmed, left } = send(cutAt(text, cuts), takes, above);
          if (skimmed > 0) skims++;
          expect(left).toBe(0);
          expect(sent.join("").length + skimmed).toBe(text.length);
          expect(await draw(sent)).toEqual(await draw([text]));
        },
      ),
      { numRuns: 150 },
    );
    // About a quarter of the trials skim. Less than a fifteenth would mean that the test shows nothing.
    expect(skims).toBeGreaterThan(10);
  });

  it("stays bounded during a flood and reports the dropped amount", () => {
    const line = "all work and no play\r\n".repeat(100);
    const scanner = createVtScanner();
    const backlog = createBacklog({ above: 10_000, lines });
    let most = 0;
    for (let i = 0; i < 1000; i++) {
      backlog.push(scanner.scan(line));
      most = Math.max(most, backlog.length);
    }
    expect(most).toBeLessThan(20_000);
    expect(backlog.takeSkimmed() + backlog.length).toBe(line.length * 1000);
  });

  it("drops nothing while margins, the alternate screen or insert mode are set", () => {
    for (const mode of ["\u001b[2;4r", "\u001b[?1049h", "\u001b[4h", "\u001b[?6h", "\u001b[?7l"]) {
      const { skimmed } = send([mode, ..."line\r\n".repeat(200).split(/(?<=\n)/)], [false], 100);
      expect(skimmed).toBe(0);
    }
  });

  it("keeps the colours that the dropped lines set", async () => {
    const text = `\u001b[1;31mred\r\n${"line\r\n".repeat(50)}\u001b[44m${"line\r\n".repeat(100)}`;
    const { sent, skimmed } = send(text.split(/(?<=\n)/), [false], 100);
    expect(skimmed).toBeGreaterThan(0);
    expect(await draw(sent)).toEqual(await draw([text]));
  });
});
