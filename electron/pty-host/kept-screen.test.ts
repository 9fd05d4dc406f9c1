// What a window is shown that is opened on a live run: a kept screen and what came since, compared with a full play.
import { scrollbackLines } from "@shared/contracts/terminal";
import { generateRecording } from "@shared/recordings/generate";
import { createCastParser } from "@shared/recordings/parse-cast";
import { createRandom } from "@shared/recordings/random";
import { makeSturdy } from "@shared/recordings/sturdy";
import { createVtScanner } from "@shared/recordings/vt-scanner";
import headless from "@xterm/headless";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { difference } from "../terminal-screen/compare";
import { writeInputModes } from "../terminal-screen/input-modes";
import { emptyCell, insideOf } from "../terminal-screen/inside-terminal";
import { answerHere } from "./answers/answerer";
import { type Answers, createAnswers } from "./answers/answers";
import { createKeptScreen, type KeptScreen } from "./kept-screen";

const size = { cols: 80, rows: 24 };
const open = () =>
  makeSturdy(
    new headless.Terminal({
      ...size,
      scrollback: scrollbackLines,
      allowProposedApi: true,
      logLevel: "off",
    }),
  );
const written = (terminal: headless.Terminal, text: string) =>
  new Promise<void>((done) => terminal.write(text, done));

let answers: Answers;
let kept: KeptScreen;
let whole: headless.Terminal;
let scanner: ReturnType<typeof createVtScanner>;
beforeEach(() => {
  answers = createAnswers({
    size,
    answerer: answerHere,
    answer: () => undefined,
    onPressure: () => undefined,
  });
  kept = createKeptScreen(answers.keep);
  whole = open();
  scanner = createVtScanner();
});
afterEach(() => {
  kept.close();
  answers.close();
  whole.dispose();
});

/** As the session does. */
function print(text: string): Promise<void> {
  const send = (part: string) => {
    const piece = scanner.scan(part);
    answers.push(piece);
    kept.push(piece);
  };
  const cut = kept.due ? text.lastIndexOf("\n") + 1 : 0;
  if (cut > 0) {
    send(text.slice(0, cut));
    kept.take();
  }
  if (cut < text.length) send(text.slice(cut));
  return written(whole, text);
}

/** How a window that is opened now differs from one that was open all along; "none" where no screen is kept. */
async function differs(): Promise<string | undefined> {
  const beginning = kept.beginning();
  if (beginning === undefined) return "none";
  const window = open();
  for (const text of beginning.texts) await written(window, text);
  const cells = [emptyCell(whole), emptyCell(window)] as const;
  const found =
    difference(insideOf(whole), insideOf(window), cells) ??
    (writeInputModes(whole) === writeInputModes(window) ? undefined : "input modes");
  window.dispose();
  return found;
}

it("is what a terminal shows that got all 50 MB, with as many lines above, and little to send", async () => {
  const line = (at: number) =>
    `\u001b[3${at % 8}mstep ${at}\u001b[0m ${"compiled and linked ".repeat(20)}\r\n`;
  let bytes = 0;
  for (let at = 0; bytes < 50_000_000; ) {
    let text = "";
    for (; text.length < 64_000; at += 1) text += line(at);
    bytes += text.length;
    await print(text);
  }
  await vi.waitFor(async () => expect(await differs()).toBeUndefined(), { timeout: 60_000 });
  await print("\u001b[?2004h\u001b[?1h\u001b[?1002h\u001b[?1006h$ ");
  expect(await differs()).toBeUndefined();
  expect(whole.buffer.active.length).toBe(scrollbackLines + size.rows);
  const length = kept.beginning()?.texts.reduce((sum, text) => sum + text.length, 0) ?? 0;
  expect(length).toBeLessThan(5_500_000);
});

it("is the same at any moment of programs that paint, whenever screens were kept", async () => {
  let looked = 0;
  for (const seed of [1, 2, 3]) {
    const random = createRandom(seed);
    const parser = createCastParser();
    for (const piece of generateRecording({ seed, bytes: 700_000, seconds: 60, ...size }))
      for (const event of parser.push(piece)) {
        if (event.code !== "o") continue;
        await print(event.data);
        if (!random.once(60)) continue;
        const found = await differs();
        if (found === "none") continue;
        looked += 1;
        expect(found).toBeUndefined();
      }
  }
  expect(looked).toBeGreaterThan(20);
});

it("is let go of when the terminal gets another size, and kept again", async () => {
  await print("line\r\n".repeat(100_000));
  await vi.waitFor(() => expect(kept.beginning()).toBeDefined(), { timeout: 60_000 });
  answers.resize(100, 30);
  kept.resized();
  whole.resize(100, 30);
  expect(kept.beginning()).toBeUndefined();
  await vi.waitFor(() => expect(kept.beginning()).toBeDefined(), { timeout: 60_000 });
});

it("is none where little was printed, which is played as quickly", async () => {
  await print("line\r\n".repeat(1000));
  kept.take();
  expect(kept.beginning()).toBeUndefined();
});

it("is kept after the last output, also where the screen before it took long to write", async () => {
  let tell: (screen: string | undefined) => void = () => undefined;
  let asked = 0;
  const slow = createKeptScreen((next) => {
    asked += 1;
    tell = next;
  });
  slow.push(scanner.scan("line\r\n".repeat(100_000)));
  slow.take();
  slow.push(scanner.scan("line\r\n".repeat(100_000)));
  // The terminal could not write the screen, and nothing is printed any more.
  tell(undefined);
  expect(asked).toBe(1);
  await vi.waitFor(() => expect(asked).toBe(2), { timeout: 20_000 });
  tell("screen");
  expect(slow.beginning()?.texts[0]).toBe("screen");
  slow.close();
});
