import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CastError, type CastEvent, castHeaderLine, createCastLines } from "./asciicast";
import { createDensityCounter, mostAmounts, spread } from "./density";
import { partAt } from "./keyframes";
import { createCastParser } from "./parse-cast";
import { replaySteps, screenText } from "./screen-text";
import { countUntilTime, createIdleFinder, createTimeline, mostStretches } from "./timeline";

function parse(text: string, cuts: readonly number[] = []) {
  const parser = createCastParser();
  const places = [...cuts.map((cut) => cut % (text.length + 1)), text.length].sort((a, b) => a - b);
  const events: CastEvent[] = [];
  let from = 0;
  for (const place of places) {
    events.push(...parser.push(text.slice(from, place)));
    from = place;
  }
  const last = parser.end();
  const { header, passedOver } = parser;
  return { header, passedOver, events: [...events, ...last.events], torn: last.torn };
}

const data = fc.string({ unit: "binary", maxLength: 30 });
const event = fc.oneof(
  fc.record({ code: fc.constantFrom("o" as const, "i" as const), data }),
  fc.record({ code: fc.constant("m" as const), label: data }),
  fc.record({
    code: fc.constant("r" as const),
    cols: fc.integer({ min: 1, max: 600 }),
    rows: fc.integer({ min: 1, max: 600 }),
  }),
  fc.record({ code: fc.constant("x" as const), status: fc.integer({ min: 0, max: 255 }) }),
);
const timed = fc
  .array(fc.tuple(fc.double({ min: 0, max: 5, noNaN: true }), event), { maxLength: 60 })
  .map((steps) => {
    let time = 0;
    return steps.map(([interval, what]): CastEvent => {
      time += interval;
      return { ...what, time };
    });
  });

const header = { cols: 80, rows: 24, title: "T001", timestamp: 1_700_000_000 };
const write = (events: readonly CastEvent[]) => {
  const lines = createCastLines();
  return castHeaderLine(header) + events.map((it) => lines.line(it)).join("");
};

describe("asciicast", () => {
  it("is read as it was written, wherever the text is cut, and its times never drift", () => {
    fc.assert(
      fc.property(timed, fc.array(fc.nat(), { maxLength: 8 }), (events, cuts) => {
        const read = parse(write(events), cuts);
        expect(read.header).toEqual({ version: 3, ...header });
        expect(read.torn).toBeUndefined();
        expect(read.events.length).toBe(events.length);
        read.events.forEach((it, index) => {
          const wanted = events[index];
          expect({ ...it, time: 0 }).toEqual({ ...wanted, time: 0 });
          expect(Math.abs(it.time - (wanted?.time ?? 0))).toBeLessThan(1e-6);
        });
      }),
    );
  });

  it("writes the same lines as asciinema", () => {
    const lines = createCastLines();
    expect(castHeaderLine({ cols: 80, rows: 24, type: "xterm" })).toBe(
      '{"version":3,"term":{"cols":80,"rows":24,"type":"xterm"}}\n',
    );
    expect(lines.line({ time: 0.25, code: "o", data: 'a"\u001b[m\r\n' })).toBe(
      '[0.25, "o", "a\\"\\u001b[m\\r\\n"]\n',
    );
    expect(lines.line({ time: 0.2500004, code: "r", cols: 100, rows: 50 })).toBe(
      '[0, "r", "100x50"]\n',
    );
    expect(lines.line({ time: 1.5, code: "x", status: 3 })).toBe('[1.25, "x", "3"]\n');
  });

  it("reads version 2, whose times are absolute", () => {
    const { header: read, events } = parse(
      '{"version":2,"width":10,"height":5,"env":{}}\n[1.5,"o","a"]\n[4,"o","b"]\n',
    );
    expect(read).toEqual({ version: 2, cols: 10, rows: 5 });
    expect(events.map(({ time }) => time)).toEqual([1.5, 4]);
  });

  it("reads version 1, which is one JSON value, on one line or on many", () => {
    const recording = {
      version: 1,
      width: 10,
      height: 5,
      duration: 9,
      title: "T",
      env: { TERM: "xterm" },
      stdout: [
        [0.5, "a"],
        [1, "b\r\n"],
      ],
    };
    const spread = JSON.stringify(recording, undefined, 2);
    for (const text of [JSON.stringify(recording), `\ufeff${spread}`, `${spread}\n\n`]) {
      const read = parse(text, [1, 30]);
      expect(read.header).toEqual({ version: 1, cols: 10, rows: 5, title: "T" });
      expect(read.events).toEqual([
        { time: 0.5, code: "o", data: "a" },
        { time: 1.5, code: "o", data: "b\r\n" },
      ]);
      expect(read.torn).toBeUndefined();
    }
  });

  it("skips content that it does not know", () => {
    const { events } = parse(
      '{"version":3,"term":{"cols":1,"rows":1,"x":1},"new":2}\n# comment\n\n[1,"z",{"a":1}]\n[1,"o","a",7]\n',
    );
    expect(events).toEqual([{ time: 2, code: "o", data: "a" }]);
  });

  const good = '{"version":3,"term":{"cols":10,"rows":5}}\n';
  it.each([
    ["", 1],
    ["nonsense\n", 1],
    ["nonsense", 1],
    ['{"version":1}\n', 1],
    ['{"version":4,"term":{"cols":80,"rows":24}}\n', 1],
    ['{\n"version":1,\n"width":8,\n"stdout":[]', 1],
    ['{"version":3,\n[1,"o","a"]\n', 1],
  ])("refuses a text that is no recording: %j", (text, line) => {
    expect(() => parse(text)).toThrow(CastError);
    expect(() => parse(text)).toThrow(`Line ${line} of the recording`);
  });

  it.each([
    '{"version":1,"width":8,"stdout":[[1,"a"],[1,"b',
    '{\n"version":1,\n"width":8,\n"stdout":[\n[1,"a"],\n',
    '{"version":3,"term":{"cols":8',
  ])("reports that a recording was cut off within its first JSON value: %j", (text) => {
    expect(() => parse(text)).toThrow(
      "Line 1 of the recording begins a JSON object that never ends",
    );
  });

  it.each([
    ["{}", "is no event"],
    ['[1,"o"]', "has no text for its event"],
    ['[1,"m"]', "has no text for its event"],
    ['["1","o","x"]', "has no valid time"],
    ['[1e999,"o","x"]', "has no valid time"],
    ['[1e300,"o","x"]', "has no valid time"],
    ['[null,"o","x"]', "has no valid time"],
    ["[1]", "has no event code"],
    ['[1,"r","0x0"]', "has no valid terminal size"],
    ['[1,"r","nonsense"]', "has no valid terminal size"],
    ['[1,"r",80]', "has no text for its event"],
    ['[1,"r","65535x65535"]', "has no valid terminal size"],
    ['[1,"r","2000x2000"]', "has no valid terminal size"],
    ['[NaN,"o","x"]', "is not valid JSON"],
    ['[1,"o","x', "is not valid JSON"],
    ["\0\0\0\0", "is not valid JSON"],
    ["\ufffd\ufffd\u0000[", "is not valid JSON"],
    [`[1,"o","${"x".repeat(17 * 1024 * 1024)}"]`, "is too long"],
  ])("names a line that cannot be used, and plays the rest: %.30s", (bad, reason) => {
    const { events, passedOver, torn } = parse(
      `${good}[1,"o","a"]\n${bad}\n[1,"o","b"]\n\n${bad}\n[1,"o","c"]\n`,
      [80, 100],
    );
    expect(events.map((it) => (it.code === "o" ? it.data : it))).toEqual(["a", "b", "c"]);
    expect(passedOver).toEqual({ lines: 2, first: 3, reason });
    expect(torn).toBeUndefined();
  });

  it("keeps the time of a line whose event cannot be used", () => {
    const { events } = parse(`${good}[1,"o","a"]\n[2,"r","0x0"]\n[1,"o","b"]\n`);
    expect(events.map(({ time }) => time)).toEqual([1, 4]);
  });

  it.each([
    ['{"version":2,"width":8,"height":2}\n[-0.5,"o","a"]\n[2,"o","b"]\n[1,"o","c"]\n', [0, 2, 2]],
    [`${good}[-1,"o","a"]\n[2,"o","b"]\n[-0.5,"o","c"]\n`, [0, 2, 2]],
    ['{"version":1,"width":8,"height":2,"stdout":[[-1,"a"],[2,"b"],[-1,"c"]]}', [0, 2, 2]],
  ])("treats a clock that was set back as a clock that stood still: %.14s", (text, times) => {
    const { events, passedOver } = parse(text);
    expect(events.map(({ time }) => time)).toEqual(times);
    expect(passedOver).toBeUndefined();
  });

  it("skips outputs of version 1 that cannot be used", () => {
    const { events, passedOver } = parse(
      '{"version":1,"width":8,"height":2,"stdout":[[1,"a"],["b"],[1,2],[1,"c"]]}',
    );
    expect(events.map(({ time }) => time)).toEqual([1, 3]);
    expect(passedOver).toEqual({
      lines: 2,
      first: 1,
      reason: "contains an output that cannot be used, number 2",
    });
  });

  it.each([
    ['{"version":2,"width":0,"height":0}', 80, 24],
    ['{"version":2,"width":-3,"height":10}', 80, 10],
    ['{"version":2,"height":"10"}', 80, 24],
    ['{"version":3,"term":{"cols":0,"rows":0}}', 80, 24],
    ['{"version":3,"term":null}', 80, 24],
    ['{"version":3,"term":{"cols":100.5,"rows":50}}', 80, 50],
    ['{"version":3,"term":{"cols":99999999,"rows":5}}', 2000, 5],
    ['{"version":3,"term":{"cols":65535,"rows":65535}}', 2000, 200],
    ['{"version":1,"width":0,"height":0,"stdout":[]}', 80, 24],
  ])("limits the size to one that can be drawn: %s", (text, cols, rows) => {
    expect(parse(`${text}\n`).header).toMatchObject({ cols, rows });
  });

  it("reports a torn last line and keeps the rest", () => {
    const read = parse(`${good}[1,"o","a"]\n[1,"o","b`);
    expect(read.events).toEqual([{ time: 1, code: "o", data: "a" }]);
    expect(read.torn).toEqual({ line: 3, length: 9 });
    expect(read.passedOver).toBeUndefined();
    expect(parse(`${good}[1,"o","a"]`)).toMatchObject({ events: [{ data: "a" }] });
  });
});

describe("a timeline", () => {
  const timelineOf = (times: readonly number[]) => {
    const finder = createIdleFinder();
    for (const time of times) finder.event(time);
    return createTimeline(times.at(-1) ?? 0, finder.result());
  };

  it("finds the idle stretches and converts times both ways", () => {
    const timeline = timelineOf([1, 11, 12, 20]);
    expect(timeline.duration).toBe(20);
    expect(timeline.idle).toEqual([
      { start: 3, end: 11 },
      { start: 14, end: 20 },
    ]);
    expect(timeline.skippedDuration).toBe(6);
    expect([0, 2, 3, 7, 11, 12, 15, 20].map(timeline.toSkipped)).toEqual([0, 2, 3, 3, 3, 4, 6, 6]);
    expect([0, 2, 3, 4, 6].map(timeline.toReal)).toEqual([0, 2, 11, 12, 20]);
  });

  it("converts without loss outside idle stretches, and never backwards", () => {
    fc.assert(
      fc.property(
        timed,
        fc.array(fc.double({ min: 0, max: 300, noNaN: true })),
        (events, times) => {
          const timeline = timelineOf(events.map(({ time }) => time));
          let before = 0;
          for (const time of times.sort((a, b) => a - b)) {
            const skipped = timeline.toSkipped(time);
            expect(skipped).toBeGreaterThanOrEqual(before - 1e-9);
            before = skipped;
            const real = Math.min(time, timeline.duration);
            const idle = timeline.idle.some(
              ({ start, end }) => real > start - 1e-9 && real < end + 1e-9,
            );
            if (!idle) expect(timeline.toReal(skipped)).toBeCloseTo(real, 6);
          }
          expect(timeline.toSkipped(timeline.duration)).toBeCloseTo(timeline.skippedDuration, 6);
        },
      ),
    );
  });

  it("keeps the longest of very many stretches", () => {
    const finder = createIdleFinder();
    let time = 0;
    for (let index = 0; index < 3 * mostStretches; index++) {
      time += index % 100 === 0 ? 50 : 3 + (index % 10) / 10;
      finder.event(time);
    }
    const kept = finder.result();
    expect(kept.length).toBeLessThanOrEqual(mostStretches);
    expect(kept.filter(({ start, end }) => end - start > 40)).toHaveLength(
      (3 * mostStretches) / 100,
    );
  });

  it("counts the events up to a time, and finds the part that contains a time", () => {
    const events = [1, 1, 2].map((time) => ({ time }));
    expect([0, 1, 1.5, 2, 9].map((time) => countUntilTime(events, time))).toEqual([0, 2, 2, 3, 3]);
    const parts = [0, 4, 4, 7].map((time) => ({ time }));
    expect([0, 3.9, 4, 6, 7, 99].map((time) => partAt(parts, time))).toEqual([0, 0, 2, 2, 3, 3]);
  });
});

describe("the density of output", () => {
  it("loses nothing, in bounded memory, over any number of parts", () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 0, max: 1000, noNaN: true }), fc.nat(1000)), {
          minLength: 1,
        }),
        fc.integer({ min: 1, max: 300 }),
        (steps, count) => {
          const counter = createDensityCounter();
          let time = 0;
          let sum = 0;
          for (const [interval, amount] of steps) {
            time += interval;
            sum += amount;
            counter.add(time, amount);
          }
          const density = counter.result();
          expect(density.amounts.length).toBeLessThanOrEqual(mostAmounts);
          const total = (amounts: readonly number[]) => amounts.reduce((a, b) => a + b, 0);
          expect(total(density.amounts)).toBe(sum);
          if (time > 0.01) expect(total(spread(density, time, count))).toBeCloseTo(sum, 3);
        },
      ),
    );
  });

  it("is at the times of the output", () => {
    const counter = createDensityCounter();
    counter.add(0, 10);
    counter.add(50, 5);
    counter.add(100, 1);
    const parts = spread(counter.result(), 100, 10);
    expect(parts.map((amount) => Math.round(amount))).toEqual([10, 0, 0, 0, 0, 5, 0, 0, 0, 1]);
  });
});

describe("a replay", () => {
  const events: CastEvent[] = [
    { time: 0, code: "o", data: "a" },
    { time: 1, code: "o", data: "b" },
    { time: 1, code: "m", label: "x" },
    { time: 2, code: "r", cols: 100, rows: 30 },
    { time: 3, code: "i", data: "typed" },
    { time: 3, code: "o", data: "c" },
  ];

  it("joins output and keeps the order of resizes", () => {
    expect(replaySteps(events)).toEqual([
      { write: "ab" },
      { resize: { cols: 100, rows: 30 } },
      { write: "c" },
    ]);
  });

  it("returns a screen as text", () => {
    expect(screenText(["  a  ", "", "b", "   ", ""])).toBe("  a\n\nb");
  });
});
