import { terminalCore } from "@shared/recordings/terminal-input";
import headless from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { difference } from "./compare";
import { emptyCell, insideOf } from "./inside-terminal";
import { openReplayTerminal, writeTo } from "./keyframe-terminal";

// Fourteen bytes of output once kept a terminal busy for a quarter of an hour. The environment variable
// SPECWRIGHT_FUZZ sets the number of outputs that each property tries.

const inputs = Number(process.env["SPECWRIGHT_FUZZ"] ?? 150);
const size = { cols: 80, rows: 24 };
const finals = Array.from({ length: 0x7f - 0x40 }, (_, code) => String.fromCharCode(0x40 + code));

/** Parameters that an attacker would write. */
const huge = fc.constantFrom("2147483647", "4294967296", "99999999999999999999", "65535", "0", "");
const usual = fc.nat(40).map(String);

const sequence = (number: fc.Arbitrary<string>) =>
  fc
    .record({
      introducer: fc.constantFrom("\u001b[", "\u009b"),
      prefix: fc.constantFrom("", "", "", "?", ">", "="),
      numbers: fc.array(fc.tuple(number, fc.constantFrom(";", ":")), { maxLength: 6 }),
      between: fc.constantFrom("", "", "", " ", "'", "!", '"', "$", "*"),
      final: fc.constantFrom(...finals),
    })
    .map(
      ({ introducer, prefix, numbers, between, final }) =>
        introducer + prefix + numbers.flat().join("") + between + final,
    );

const others = fc.constantFrom(
  ...["text", "\r\n", "\t", "\b", "\u001bM", "\u001bD", "\u001bc", "\u001b#8", "x".repeat(200)],
  ...["\u001b[?1049h", "\u001b[?1049l", "\u001b[?6h", "\u001b[4h", "\u001b[?7l", "\u001bH"],
  ...["👩‍💻", "❤️", "e\u0301", "表", "\u001b]8;;https://example.org\u0007", "\u001b]8;;\u0007"],
  ...["\u001bP+q", "\u001b\\", "\u001b_", "\u0018"],
);

const cut = (text: string, at: readonly number[]) => {
  const places = [0, ...at.map((part) => Math.floor(part * text.length)), text.length];
  places.sort((a, b) => a - b);
  return places.slice(1).map((to, index) => text.slice(places[index], to));
};
const places = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 4 });

it.each(finals)(
  "parses CSI sequences with final byte %s and parameters of any size quickly",
  async (final) => {
    const terminal = openReplayTerminal(size);
    const numbers = [
      "2147483647",
      "2147483647;2147483647",
      "9".repeat(1000),
      "2147483647:2147483647",
    ];
    for (const between of ["", " ", "'", "$"])
      for (const introducer of ["\u001b[", "\u009b", "\u001b[?"])
        for (const number of numbers)
          await writeTo(terminal, `x${introducer}${number}${between}${final}`.repeat(20));
    await writeTo(terminal, "\u001bcafter");
    expect(
      terminal.buffer.active.getLine(terminal.buffer.active.baseY)?.translateToString(true),
    ).toBe("after");
    terminal.dispose();
  },
);

it("parses any output quickly, in chunks of any size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(sequence(huge), sequence(huge), others), { maxLength: 60 }),
      places,
      async (parts, at) => {
        const terminal = openReplayTerminal(size);
        for (const piece of cut(parts.join(""), at)) await writeTo(terminal, piece);
        terminal.dispose();
      },
    ),
    { numRuns: inputs },
  );
});

it("gives the same screen as the unbounded terminal for parameters of usual size", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.oneof(
          sequence(usual),
          fc.tuple(usual, fc.constantFrom(..."LMSTIZb")).map(([n, final]) => `\u001b[${n}${final}`),
          fc.constantFrom(
            "text",
            "\r\n",
            "\t",
            "\u001bM",
            "\u001b[44m",
            "\u001b[3;9r",
            "x".repeat(200),
          ),
        ),
        { maxLength: 40 },
      ),
      async (parts) => {
        const bounded = openReplayTerminal(size);
        const alone = new headless.Terminal({
          ...size,
          scrollback: 1000,
          allowProposedApi: true,
          logLevel: "off",
        });
        // The unbounded terminal throws when CSI 1 J erases to the end of the last line.
        const text = parts.join("").replace(/[[\u009b]\??1J/g, "[0J");
        await Promise.all([bounded, alone].map((terminal) => writeTo(terminal, text)));
        const cells = [emptyCell(bounded), emptyCell(alone)] as const;
        expect(difference(insideOf(bounded), insideOf(alone), cells)).toBeUndefined();
        bounded.dispose();
        alone.dispose();
      },
    ),
    { numRuns: inputs },
  );
});

it("limits the text of a cell, and does not copy a long one by CSI b (repeat)", async () => {
  const terminal = openReplayTerminal(size);
  await writeTo(terminal, `a${"\u0301".repeat(20_000)}\u001b[2147483647b`);
  const { active } = terminal.buffer;
  for (let y = 0; y < active.length; y++)
    for (let x = 0; x < size.cols; x++)
      expect(active.getLine(y)?.getCell(x)?.getChars().length ?? 0).toBeLessThanOrEqual(32);
  terminal.dispose();
});

it("scrolls quickly with many links, and with a link that is never closed", async () => {
  const terminal = openReplayTerminal(size);
  await writeTo(terminal, "\u001b]8;;https://example.org\u0007a".repeat(50_000));
  await writeTo(terminal, "b\r\n".repeat(50_000));
  terminal.dispose();
});

it("lets timers run while the terminal parses a long write", async () => {
  const terminal = openReplayTerminal({ cols: 400, rows: 200 });
  const written = writeTo(terminal, "\u001b[2J".repeat(2000));
  let turns = 0;
  const turn = setInterval(() => turns++, 1);
  await written;
  clearInterval(turn);
  expect(turns).toBeGreaterThan(3);
  terminal.dispose();
});

const scrolling = {
  "SU (scroll up)": "\u001b[999S",
  "SD (scroll down)": "\u001b[999T",
  "IL (insert lines)": "\u001b[H\u001b[999L",
  "DL (delete lines)": "\u001b[H\u001b[999M",
  "SU of a region": "\u001b[2;40r\u001b[38S",
  "SD of a region": "\u001b[2;40r\u001b[38T",
  "DL of a region": "\u001b[2;40r\u001b[2H\u001b[38M",
  "RI (reverse index)": "\u001b[H\u001bM",
  "line feed in a region": "\u001b[2;40r\u001b[40H\n",
};

it("makes no new lines when it scrolls, because memory for each would cost the most", async () => {
  for (const [name, sequence] of Object.entries(scrolling)) {
    const terminal = openReplayTerminal({ cols: 200, rows: 60 });
    await writeTo(terminal, "x\r\n".repeat(1500));
    const { lines } = terminalCore(terminal)._inputHandler._activeBuffer;
    const shown = () => Array.from({ length: lines.length }, (_, row) => lines.get(row));
    const before = new Set(shown());
    await writeTo(terminal, sequence);
    const made = shown().filter((line) => !before.has(line)).length;
    // xterm.js itself makes one for a line feed.
    expect(made, name).toBeLessThanOrEqual(1);
    terminal.dispose();
  }
});

it("scrolls the whole screen for about the cost of erasing it", async () => {
  // The best of several rounds, because another process may take part of the time of any round.
  const best = new Map<string, number>();
  const measure = async (name: string, sequence: string) => {
    const terminal = openReplayTerminal({ cols: 200, rows: 60 });
    await writeTo(terminal, "x\r\n".repeat(1500));
    const begun = performance.now();
    await writeTo(terminal, sequence.repeat(400));
    best.set(name, Math.min(best.get(name) ?? Infinity, performance.now() - begun));
    terminal.dispose();
  };
  for (let round = 0; round < 4; round++) {
    await measure("erase", "\u001b[H\u001b[2J");
    for (const [name, sequence] of Object.entries(scrolling)) await measure(name, sequence);
  }
  const reference = best.get("erase") ?? 0;
  for (const name of Object.keys(scrolling))
    expect((best.get(name) ?? Infinity) / reference, name).toBeLessThan(5);
});
