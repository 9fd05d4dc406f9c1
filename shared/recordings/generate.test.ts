import { expect, it } from "vitest";
import type { CastEvent } from "./asciicast";
import { generateRecording, type RecordingWishes } from "./generate";
import { createCastParser } from "./parse-cast";

const wishes: RecordingWishes = { seed: 7, bytes: 2_000_000, seconds: 600, cols: 80, rows: 24 };
const textOf = (wanted: RecordingWishes) => [...generateRecording(wanted)].join("");
const bytesOf = (text: string) => new TextEncoder().encode(text).length;

function eventsOf(text: string): CastEvent[] {
  const parser = createCastParser();
  const events = parser.push(text);
  return [...events, ...parser.end().events];
}

it("generates the same recording for the same request, and another for another seed", () => {
  const text = textOf(wishes);
  expect(textOf(wishes) === text).toBe(true);
  expect(textOf({ ...wishes, seed: 8 }) === text).toBe(false);
});

it("has the requested size and duration, and is returned in small pieces", () => {
  for (const bytes of [1000, 30_000, 2_000_000])
    for (const seconds of [60, 36_000]) {
      const text = textOf({ ...wishes, bytes, seconds });
      expect(Math.abs(bytesOf(text) - bytes)).toBeLessThan(5000);
      expect(eventsOf(text).at(-1)).toMatchObject({ code: "x" });
      expect(eventsOf(text).at(-1)?.time).toBeCloseTo(seconds, 3);
    }
  for (const piece of generateRecording(wishes)) expect(piece.length).toBeLessThan(100_000);
});

it("contains typical terminal output: colours, full-screen programs, wide characters, resizes, pauses", () => {
  const events = eventsOf(textOf(wishes));
  const codes = new Set(events.map(({ code }) => code));
  expect([...codes].sort()).toEqual(["m", "o", "r", "x"]);
  const all = events.map((event) => (event.code === "o" ? event.data : "")).join("");
  for (const part of ["\u001b[38;2;", "\u001b[?1049h", "日本語", "🚀", "\u001b(0", "\u001b[2;"])
    expect(all).toContain(part);
  const pauses = events.filter((event, i) => event.time - (events[i - 1]?.time ?? 0) > 2);
  expect(pauses.length).toBeGreaterThan(5);
  // Some events end inside an escape sequence.
  expect(events.some((event) => event.code === "o" && event.data.endsWith("\u001b["))).toBe(true);
});
