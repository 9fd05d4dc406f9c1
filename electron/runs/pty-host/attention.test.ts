import { createVtScanner } from "@shared/recordings/vt-scanner";
import type { RunEvent } from "@shared/runs/event";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createAttention } from "./attention";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const esc = "\u001b";
const began = { type: "waiting", by: "terminal" } as const;
const ended = (how: "answered" | "went-on") =>
  ({ type: "waiting-ended", by: "terminal", how }) as const;

function setUp() {
  const start = Date.now();
  const now = () => (Date.now() - start) / 1000;
  const told: [number, RunEvent][] = [];
  const attention = createAttention(now, (event, at) => told.push([at, event]));
  const scanner = createVtScanner((text) => attention.sign(text));
  const print = (text: string) => {
    scanner.scan(text);
    attention.output();
  };
  const wait = (seconds: number) => void vi.advanceTimersByTime(seconds * 1000);
  return { attention, told, print, wait };
}

it("takes a bell before silence for a wait, from the bell until somebody types", () => {
  const { attention, told, print, wait } = setUp();
  wait(3);
  print("Shall I?\u0007");
  print("> ");
  wait(10);
  // The terminal's own answers are nobody's typing, and what is drawn anew says nothing.
  attention.typed(`${esc}[I`);
  attention.typed(`${esc}[12;40R${esc}[?1;2c`);
  attention.typed(`${esc}[<0;3;4M`);
  attention.resized();
  print("Shall I?\r\n> ");
  expect(told).toEqual([[3, began]]);
  attention.typed("y");
  print("y");
  expect(told).toEqual([
    [3, began],
    [13, ended("answered")],
  ]);
});

it("takes neither a bell in a stream of output nor one that was answered at once for a wait", () => {
  const { attention, told, print, wait } = setUp();
  print("\u0007");
  wait(1.5);
  print("more");
  wait(60);
  print("\u0007");
  attention.typed("y");
  wait(60);
  print("\u0007");
  attention.close();
  wait(60);
  expect(told).toEqual([]);
  print(`${esc}]9;Done?${esc}\\`);
  wait(30);
  print("on");
  expect(told.map(([, event]) => event)).toEqual([{ ...began, text: "Done?" }, ended("went-on")]);
});

it("hears bells and notifications, however the output is cut, and nothing else", () => {
  const output =
    `a\u0007${esc}]0;title\u0007b${esc}]9;Need you${esc}\\${esc}]9;4;1;50\u0007${esc}]777;notify;T;B\u0007` +
    `${esc}]8;;http://x\u0007l${esc}]8;;\u0007${esc}[?1049h\u0007${esc}]9;there\u0007${esc}[?1049l\u0007`;
  fc.assert(
    fc.property(fc.array(fc.nat({ max: output.length }), { maxLength: 8 }), (cuts) => {
      const heard: (string | undefined)[] = [];
      const scanner = createVtScanner((text) => heard.push(text));
      const places = [0, ...cuts.sort((a, b) => a - b), output.length];
      for (const [index, place] of places.entries())
        scanner.scan(output.slice(places[index - 1] ?? 0, place));
      expect(heard).toEqual([undefined, "Need you", "T: B", "there", undefined]);
    }),
  );
});
