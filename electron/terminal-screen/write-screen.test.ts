import type { CastEvent } from "@shared/recordings/asciicast";
import { generateRecording } from "@shared/recordings/generate";
import { createCastParser } from "@shared/recordings/parse-cast";
import { createRandom } from "@shared/recordings/random";
import { resetTerminal } from "@shared/recordings/screen-text";
import { expect, it } from "vitest";
import { charsetNames } from "./charsets";
import { difference } from "./compare";
import { measureDrawing } from "./drawing-time";
import { emptyCell, insideOf, isBetween } from "./inside-terminal";
import { openKeyframeTerminal, openReplayTerminal, play, writeTo } from "./keyframe-terminal";
import { writeScreen } from "./write-screen";

const esc = "\u001b";
const csi = `${esc}[`;

/** The difference between a terminal after some output and a fresh one that was brought to its written screen. */
async function afterWriting(output: string, size = { cols: 20, rows: 5 }) {
  const terminal = openReplayTerminal(size);
  await writeTo(terminal, output);
  const copy = openReplayTerminal(size);
  const cells = [emptyCell(terminal), emptyCell(copy)] as const;
  const [inside, inCopy] = [insideOf(terminal), insideOf(copy)];
  await writeTo(copy, writeScreen(inside, cells[0], await charsetNames()));
  const found = difference(inside, inCopy, cells);
  terminal.dispose();
  copy.dispose();
  return found;
}

const full = "abcdefghijklmnopqrst";

it.each([
  ["a wrapped line whose beginning is gone", `${`${full}${full}xyz\r\n`.repeat(600)}`],
  ["a wrapped line whose beginning was cleared away", `${full}${full}\n\n\n\n${csi}3J`],
  ["a wide character that did not fit", `${csi}41;4m${full.slice(1)}日本\r\n`],
  ["halves of wide characters", `日本語日本語${csi}4;32m\r${csi}2Cx${csi}5Gy${csi}m\r\n`],
  ["a wide character's half in the first column", `日本${csi}7m\u001b[2Gx${csi}m\r\n`],
  ["a combining character by itself", `${csi}5Ge${csi}G\u0301x\r\n`],
  ["a cursor behind the last column", `${csi}31m${full}`],
  ["a cursor behind a wide character", `${full.slice(2)}本`],
  ["erased cells in a colour", `${csi}44m${csi}K${csi}3Cx${csi}2X${csi}m\r\n`],
  ["a link that goes on", `${esc}]8;id=a;https://example.org/a;b${esc}\\link\r\n`],
  ["every underline", [1, 2, 3, 4, 5].map((n) => `${csi}4:${n};58:5:${n}mx`).join("")],
  ["colours of all kinds", `${csi}31;44mx${csi}91;104mx${csi}38;5;3;48;2;1;2;3mx${csi}38;5;1mx`],
  ["margins, origin mode and a saved cursor", `${csi}2;4r${csi}?6h${csi}2;3H${esc}7${csi}3;1H`],
  ["a cursor that was saved further up", `\r\n\r\nab${esc}7${"\r\nx".repeat(40)}${csi}3J`],
  ["tab stops", `${csi}3g${csi}5G${esc}H${csi}9G${esc}H\r\n`],
  ["modes", `${csi}4h${csi}20h${csi}?7l${csi}?45h${csi}?25l${csi}3 q`],
  ["character sets", `${esc}(0${esc})A\u000eqx${esc}7${csi}3;3H`],
  ["the alternate screen over margins", `a\r\n${csi}2;3r${csi}?1049h${csi}2;2Hx${csi}2;4r${esc}7`],
  ["a wrapped first line of the alternate screen", `${csi}?1049h${csi}5H${full}${full}\n\n\n\n`],
  ["the alternate screen's saved cursor", `${csi}?47h${csi}3;4H${csi}1m${esc}7${csi}?47l${csi}m`],
  ["protected cells", `${csi}1"qab${csi}0"qc`],
])("writes %s", async (_what, output) => {
  // The next character may join a character that was printed last, so no screen is kept directly behind one.
  expect(await afterWriting(output)).toBeUndefined();
});

it("writes any state that a recording reaches, except a charset that a restored cursor brought back", async () => {
  const names = await charsetNames();
  const size = { cols: 40, rows: 10 };
  let tried = 0;
  let failed = 0;
  for (let seed = 1; seed <= 12; seed++) {
    const terminal = openReplayTerminal(size);
    const copy = openReplayTerminal(size);
    const [inside, inCopy] = [insideOf(terminal), insideOf(copy)];
    const cells = [emptyCell(terminal), emptyCell(copy)] as const;
    const random = createRandom(seed);
    const parser = createCastParser();
    const events: CastEvent[] = [];
    for (const piece of generateRecording({ seed, bytes: 60_000, seconds: 60, ...size }))
      events.push(...parser.push(piece));
    for (const event of events) {
      await play(terminal, [event], measureDrawing());
      if (!isBetween(inside) || !random.once(4)) continue;
      copy.resize(terminal.cols, terminal.rows);
      await writeTo(copy, `${esc}c${writeScreen(inside, cells[0], names)}`);
      tried++;
      const found = difference(inside, inCopy, cells);
      if (found === "charset") failed++;
      else expect(found).toBeUndefined();
    }
    terminal.dispose();
    copy.dispose();
  }
  expect(tried).toBeGreaterThan(100);
  expect(failed / tried).toBeLessThan(0.02);
});

it("a reset frees the memory of the earlier output, on both screens", async () => {
  const terminal = openReplayTerminal({ cols: 20, rows: 5 });
  const links = insideOf(terminal)._oscLinkService;
  const link = `${esc}]8;;https://example.org/a${esc}\\link${esc}]8;;${esc}\\`;
  for (const [id, before] of ["", "\r\n".repeat(30), `${csi}?1049h`, `x${csi}?47h`].entries()) {
    await writeTo(terminal, `${link}${before}${link}`);
    expect(links.getLinkData(2 * id + 1)).toBeDefined();
    await writeTo(terminal, resetTerminal);
    expect([1, 2].map((each) => links.getLinkData(2 * id + each))).toEqual([undefined, undefined]);
  }
  terminal.dispose();
});

it("keeps no screen while tab stops lie beyond the last column, which no output reaches", async () => {
  const terminal = await openKeyframeTerminal({ cols: 60, rows: 5 });
  const narrow: CastEvent = { time: 0, code: "r", cols: 30, rows: 5 };
  const output = (data: string): CastEvent => ({ time: 0, code: "o", data });
  terminal.play([output("x\r\n"), narrow]);
  expect(terminal.screen()).toBeDefined();
  terminal.play([{ ...narrow, cols: 60 }, output(`${csi}3g${csi}45G${esc}H\r`), narrow]);
  expect(terminal.screen()).toBeUndefined();
  terminal.play([output(`${csi}3g`)]);
  expect(terminal.screen()).toBeDefined();
  terminal.dispose();
});
