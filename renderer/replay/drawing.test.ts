import type { CastEvent } from "@shared/recordings/asciicast";
import { Terminal } from "@xterm/headless";
import fc from "fast-check";
import { expect, it } from "vitest";
import { createDrawing, type DrawnScreen } from "./drawing";

const header = { version: 3, cols: 40, rows: 6 } as const;

function headless(): { screen: DrawnScreen; text: () => string; settled: () => Promise<void> } {
  const terminal = new Terminal({ ...header, allowProposedApi: true });
  let asked = 0;
  let done = 0;
  let wake = () => {};
  return {
    screen: {
      write(data, callback) {
        asked++;
        terminal.write(data, () => {
          done++;
          callback?.();
          wake();
        });
      },
      resize: (cols, rows) => terminal.resize(cols, rows),
    },
    text: () => {
      const buffer = terminal.buffer.active;
      const lines = Array.from({ length: terminal.rows }, (_, y) =>
        buffer.getLine(buffer.baseY + y)?.translateToString(true),
      );
      return JSON.stringify([terminal.cols, lines, buffer.cursorX, buffer.cursorY]);
    },
    // A drawing asks for its next write in a microtask of the one before.
    settled: async () => {
      for (;;) {
        await Promise.resolve();
        await Promise.resolve();
        await Promise.resolve();
        await Promise.resolve();
        if (asked === done) return;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
  };
}

/** What the screen is after these events, written one by one. */
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
  // Cut in the middle of a sequence.
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

it("shows, wherever one goes, what playing up to there shows", async () => {
  await fc.assert(
    fc.asyncProperty(
      recordings,
      fc.array(fc.tuple(fc.nat(30), fc.boolean()), { minLength: 1, maxLength: 6 }),
      async (events, visits) => {
        const { screen, text, settled } = headless();
        const drawing = createDrawing(screen, header, events);
        for (const [count, waits] of visits) {
          drawing.show(count);
          if (waits) await settled();
        }
        await settled();
        const last = Math.min(visits.at(-1)?.[0] ?? 0, events.length);
        expect(text()).toBe(await expected(events.slice(0, last)));
      },
    ),
    { numRuns: 60 },
  );
});

it("writes only what is new when it goes forward", async () => {
  const events = ["one", "two", "three"].map(
    (data, time): CastEvent => ({ time, code: "o", data }),
  );
  const written: string[] = [];
  const drawing = createDrawing(
    {
      write: (data, done) => {
        written.push(data);
        done?.();
      },
      resize: () => {},
    },
    header,
    events,
  );
  drawing.show(1);
  await Promise.resolve();
  await Promise.resolve();
  await Promise.resolve();
  drawing.show(3);
  expect(written).toEqual(["one", "twothree"]);
});

it("holds the picture while it passes over a long way, and lets go once at its end", async () => {
  const flood = "\u001b[1mword\u001b[0m ".repeat(60_000);
  const events = [flood, "\u001b[?2026l", flood, flood].map(
    (data, time): CastEvent => ({ time, code: "o", data }),
  );
  let all = "";
  let drained = () => {};
  const over = new Promise<void>((resolve) => {
    drained = resolve;
  });
  const drawing = createDrawing(
    {
      write: (data, done) => {
        all += data;
        if (data.includes("\u001b[?2026l")) drained();
        done?.();
      },
      resize: () => {},
    },
    header,
    events,
  );
  drawing.show(events.length);
  await over;
  expect(all.indexOf("\u001b[?2026h")).toBe(0);
  expect(all.split("\u001b[?2026l")).toHaveLength(2);
  expect(all.length - all.indexOf("\u001b[?2026l")).toBeLessThan(40);
});
