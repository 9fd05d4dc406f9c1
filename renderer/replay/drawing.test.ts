import type { CastEvent } from "@shared/recordings/asciicast";
import { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createDrawing, type DrawnScreen } from "./drawing";
import type { Recording } from "./recording";
import { header, recordingOf } from "./recording.fixture";

function headless(): { screen: DrawnScreen; text: () => string } {
  const { cols, rows } = header;
  const terminal = new Terminal({ cols, rows, allowProposedApi: true });
  return {
    screen: {
      write: (data, done) => terminal.write(data, done),
      resize: (newCols, newRows) => terminal.resize(newCols, newRows),
      cover: () => undefined,
      uncover: () => undefined,
    },
    text: () => {
      const buffer = terminal.buffer.active;
      const lines = Array.from({ length: terminal.rows }, (_, y) =>
        buffer.getLine(buffer.baseY + y)?.translateToString(true),
      );
      return JSON.stringify([terminal.cols, lines, buffer.cursorX, buffer.cursorY]);
    },
  };
}

/** A drawing, and a function that waits until it has shown a time. */
function drawingOn(screen: DrawnScreen, recording: Recording) {
  const shown: number[] = [];
  let wake = () => {};
  const drawing = createDrawing(screen, recording, {
    shown(time) {
      shown.push(time);
      wake();
    },
    failed(error) {
      throw error;
    },
  });
  const until = async (time: number) => {
    while (shown.at(-1) !== time)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  return { drawing, until };
}

/** The screen after these events, written one by one. */
async function expected(events: readonly CastEvent[]): Promise<string> {
  const { screen, text } = headless();
  for (const event of events) {
    if (event.code === "o") await new Promise<void>((done) => screen.write(event.data, done));
    if (event.code === "r") screen.resize(event.cols, event.rows);
  }
  return text();
}

const output = fc.constantFrom(
  "plain text ",
  "a line\r\n",
  "\u001b[31mred\u001b[0m",
  "\u001b[2J\u001b[H",
  "\u001b[3;5H*",
  "\u001b[?1049h",
  "\u001b[?1049l",
  "\u001b[?2026hheld\u001b[?2026l",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://example.org\u001b\\link\u001b]8;;\u001b\\",
  // Cut inside a sequence.
  "\u001b[4",
  "1mafter",
  "\u001b",
  "[1mbold",
);
const event: fc.Arbitrary<Omit<CastEvent, "time">> = fc.oneof(
  { weight: 9, arbitrary: output.map((data) => ({ code: "o" as const, data })) },
  { weight: 1, arbitrary: fc.constant({ code: "r" as const, cols: 30, rows: 8 }) },
  { weight: 1, arbitrary: fc.constant({ code: "m" as const, label: "mark" }) },
);
const recordings = fc
  .array(event, { minLength: 1, maxLength: 30 })
  .map((events) => events.map((each, time) => ({ ...each, time }) as CastEvent));

it("shows at any time the same screen as playing up to that time", async () => {
  await fc.assert(
    fc.asyncProperty(
      recordings,
      fc.integer({ min: 1, max: 12 }),
      fc.array(fc.tuple(fc.nat(30), fc.boolean()), { minLength: 1, maxLength: 6 }),
      async (events, partSize, visits) => {
        const { screen, text } = headless();
        const { drawing, until } = drawingOn(screen, recordingOf(events, partSize));
        let last = 0;
        for (const [time, waits] of visits) {
          last = Math.min(time, events.length - 1);
          drawing.show(last);
          if (waits) await until(last);
        }
        await until(last);
        // An event happens at each second, from 0 on.
        expect(text()).toBe(await expected(events.slice(0, last + 1)));
      },
    ),
    { numRuns: 80 },
  );
});

it("breaks no sequence that is open at the end of a part or at a resize", async () => {
  const events = [
    { time: 0, code: "o", data: "plain " },
    { time: 1, code: "r", cols: 30, rows: 8 },
    { time: 2, code: "o", data: "text \u001b[4" },
    { time: 3, code: "r", cols: 20, rows: 8 },
    { time: 4, code: "o", data: "plain" },
  ] satisfies CastEvent[];
  for (const visit of [2, 3]) {
    const { screen, text } = headless();
    const { drawing, until } = drawingOn(screen, recordingOf(events, 1));
    for (const time of [visit, 4]) {
      drawing.show(time);
      await until(time);
    }
    expect(text()).toBe(await expected(events));
  }
});

/** A screen that processes output at once. */
function pad() {
  const written: string[] = [];
  const screen: DrawnScreen = {
    write: (data, done) => {
      written.push(data);
      done?.();
    },
    resize: () => {},
    cover: () => {},
    uncover: () => {},
  };
  return { written, screen };
}
const outputs = (...texts: string[]) =>
  texts.map((data, time): CastEvent => ({ time, code: "o", data }));

it("writes only the new output for a short way forward, also into the next part", async () => {
  const { written, screen } = pad();
  const words = "one two three four five six seven eight nine ten".split(" ");
  const { drawing, until } = drawingOn(screen, recordingOf(outputs(...words), 8));
  drawing.show(6);
  await until(6);
  written.length = 0;
  drawing.show(7);
  await until(7);
  drawing.show(9);
  await until(9);
  expect(written.join("").replaceAll("\u001b[?2026l", "")).toBe("eightnineten");
});

it("covers the screen for intermediate output, and uncovers it before it reports the time", async () => {
  const { screen } = pad();
  const calls: string[] = [];
  const noting: DrawnScreen = {
    write: (data, done) => {
      calls.push("write");
      screen.write(data, done);
    },
    resize: () => calls.push("resize"),
    cover: () => calls.push("cover"),
    uncover: () => calls.push("uncover"),
  };
  const { drawing, until } = drawingOn(noting, recordingOf(outputs("a", "b", "c", "d"), 8));
  drawing.show(2);
  await until(2);
  expect([calls[0], calls.at(-1)]).toEqual(["cover", "uncover"]);
  calls.length = 0;
  drawing.show(3);
  await until(3);
  expect(calls).not.toContain("cover");
});

it("goes back, or far forward, from the nearest screen", async () => {
  const { written, screen } = pad();
  const words = Array.from({ length: 100 }, (_, index) => `<${index}>`);
  const recording = recordingOf(outputs(...words), 10);
  const { drawing, until } = drawingOn(screen, {
    ...recording,
    part: async (number) => {
      const part = await recording.part(number);
      return { ...part, screen: number > 0 ? `screen ${number} ` : undefined };
    },
  });
  drawing.show(0);
  await until(0);
  for (const [time, number] of [
    [95, 9],
    [41, 4],
    [72, 7],
  ] as const) {
    written.length = 0;
    drawing.show(time);
    await until(time);
    const all = written.join("");
    expect(all).toContain(`screen ${number} <${number}0>`);
    expect(all).not.toContain(`<${number - 1}9>`);
  }
});

it("holds the display on a long way, and releases it once at the end", async () => {
  const flood = "\u001b[1mword\u001b[0m ".repeat(60_000);
  const { written, screen } = pad();
  const events = outputs(flood, "\u001b[?2026l", flood, flood);
  const { drawing, until } = drawingOn(screen, recordingOf(events));
  drawing.show(events.length);
  await until(events.length);
  const all = written.join("");
  expect(all.indexOf("\u001b[?2026h")).toBeLessThan(40);
  expect(all.split("\u001b[?2026l")).toHaveLength(2);
  expect(all.length - all.indexOf("\u001b[?2026l")).toBeLessThan(40);
});

it("releases the display when there is nothing to play", async () => {
  const { written, screen } = pad();
  const { drawing, until } = drawingOn(screen, recordingOf([{ time: 5, code: "o", data: "x" }]));
  drawing.show(0);
  await until(0);
  const all = written.join("");
  expect(all.lastIndexOf("\u001b[?2026l")).toBeGreaterThan(all.lastIndexOf("\u001b[?2026h"));
});

it("restores changed colours before it starts elsewhere, and only then", async () => {
  const { written, screen } = pad();
  const { drawing, until } = drawingOn(
    screen,
    recordingOf(outputs("plain", "more", "\u001b]4;1;#ff0000\u001b\\red")),
  );
  for (const [time, resets] of [
    [1, 0],
    [0, 0],
    [2, 0],
    [1, 1],
    [0, 1],
  ] as const) {
    drawing.show(time);
    await until(time);
    expect(written.join("").split("\u001b]104").length - 1).toBe(resets);
  }
});
