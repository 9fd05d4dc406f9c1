import type { TerminalSign } from "@shared/recordings/terminal-signs";
import { createVtScanner } from "@shared/recordings/vt-scanner";
import type { RunEvent } from "@shared/runs/event";
import fc from "fast-check";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { type AgentWatch, createAgentWatch } from "./agent-watch";
import { stillness } from "./stillness";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const esc = "\u001b";
const st = `${esc}\\`;
const waits = (more: object = {}) => ({ type: "waiting", by: "terminal", ...more });
const ended = (how: "answered" | "went-on") => ({ type: "waiting-ended", by: "terminal", how });
const told = { told: true } as const;
const done = { told: true, finished: true } as const;

function setUp() {
  const start = Date.now();
  const now = () => (Date.now() - start) / 1000;
  const events: [number, RunEvent][] = [];
  let shown = "";
  const scanner = createVtScanner((sign) => attention.sign(sign));
  const attention: AgentWatch = createAgentWatch({
    now,
    write: (event, at) => events.push([at, event]),
    modes: scanner,
    look: () => attention.screen(shown),
  });
  const print = (text: string) => attention.output(scanner.scan(text));
  /** Draws the whole screen. */
  const draw = (text: string) => {
    shown = text;
    print(`${esc}[H${esc}[J${text}`);
  };
  const wait = (seconds: number) => void vi.advanceTimersByTime(seconds * 1000);
  return { attention, events, told: () => events.map(([, event]) => event), print, draw, wait };
}

const title = (text: string) => `${esc}]0;${text}\u0007`;
const status = (fields: string) => `${esc}]7501;${fields}${st}`;

it("uses the status protocol with its message, and then no other source", () => {
  const { attention, told: heard, print, wait } = setUp();
  print(`${esc}[?1049h${status("?")}${status("state=idle:app=x")}`);
  print(status("state=working:app=x"));
  const message = Buffer.from("Änderung an README.md?").toString("base64");
  print(status(`state=blocked:app=x:kind=permission:msg=${message}`));
  for (let blink = 0; blink < 30; blink++) {
    print(title(blink % 2 ? "[ ! ] Action Required | y" : "[ . ] Action Required | y"));
    print("\u0007");
    wait(1);
  }
  expect(heard()).toEqual([waits({ ...told, text: "Änderung an README.md?" })]);
  attention.typed("\r");
  print(status("state=working:app=x"));
  print(`${title("⠸ y")}${status("state=done:app=x")}`);
  attention.typed("\r");
  print(status("state=idle:app=x"));
  print(status("state=clear"));
  expect(heard().slice(1)).toEqual([
    ended("answered"),
    waits(done),
    ended("answered"),
    waits(done),
    ended("went-on"),
  ]);
});

it.each([
  [
    "a title with a hand",
    [
      "◇  Ready (y)",
      "✦  Working… (y)",
      "✋  Action Required (y)",
      "✦  Working… (y)",
      "◇  Ready (y)",
    ],
    [waits(told), ended("went-on"), waits(done)],
  ],
  [
    "a title with a star",
    ["✳ Some Agent", "⠂ Some Agent", "⠐ small title", "✳ small title", "⠂ small title"],
    [waits(told), ended("went-on")],
  ],
  [
    "a title that blinks",
    ["y", "⠋ y", "[ ! ] Action Required | y", "[ . ] Action Required | y", "⠋ y", "y"],
    [waits(told), ended("went-on")],
  ],
  ["any other title", ["vim", "make [3/7]", "OC | Small title", ""], []],
])("reads %s", (_, titles, wanted) => {
  const { told: heard, print, wait } = setUp();
  for (const text of titles) {
    print(title(text.padEnd(80)));
    wait(5);
  }
  expect(heard()).toEqual(wanted);
});

it("ends a wait at a key or a click, and not by output, time or mouse movement", () => {
  const { attention, events, print, wait } = setUp();
  print(title("⠂ y"));
  wait(3);
  print(title("✋  Action Required"));
  print(`${esc}[?25l${esc}[5Aredrawn${esc}[K\r\n`);
  print("plain lines\r\nand more\r\n");
  wait(600);
  attention.typed(`${esc}[<35;3;4M`);
  attention.typed(`${esc}[<64;3;4M${esc}[<0;3;4m`);
  expect(events).toEqual([[3, waits(told)]]);
  attention.typed(`${esc}[<0;3;4M`);
  print(title("✋  Action Required"));
  attention.typed(`${esc}[A`);
  expect(events.slice(1).map(([, event]) => event)).toEqual([
    ended("answered"),
    waits(told),
    ended("answered"),
  ]);
});

it("guesses a wait from a bell or a notification on either screen, and marks it as guessed", () => {
  for (const screen of ["", `${esc}[?1049h`]) {
    const { attention, events, print, wait } = setUp();
    print(screen);
    wait(3);
    print("Shall I?\u0007");
    // A counter that is redrawn each second does not count as output.
    for (let second = 0; second < 9; second++) {
      print(`${esc}[2;2H${second} s`);
      wait(1);
    }
    expect(events).toEqual([[3, waits()]]);
    attention.typed("y");
    print(`${esc}]777;notify;Some task;Needs permission: Run a command${st}`);
    wait(3);
    attention.typed("y");
    print(`${esc}]9;Some agent is waiting for your input\u0007`);
    wait(3);
    expect(events.slice(1).map(([, event]) => event)).toEqual([
      ended("answered"),
      waits({ text: "Some task: Needs permission: Run a command" }),
      ended("answered"),
      waits({ finished: true, text: "Some agent is waiting for your input" }),
    ]);
  }
});

it("guesses a wait from an unchanged screen, and withdraws it at a change", () => {
  const { attention, told: heard, print, draw, wait } = setUp();
  print(`${esc}[?1049h`);
  draw("Permission required");
  wait(60);
  expect(heard()).toEqual([]);
  print(`${esc}[?2004h`);
  wait(stillness.still + 3);
  attention.typed(`${esc}[<35;3;4M`);
  expect(heard()).toEqual([waits()]);
  draw("⠋ Working");
  wait(1);
  draw("Permission required");
  wait(stillness.still + 3);
  attention.typed("\r");
  expect(heard().slice(1)).toEqual([ended("went-on"), waits(), ended("answered")]);
});

it("guesses nothing for an agent that reports its state", () => {
  const { told: heard, print, draw, wait } = setUp();
  print(`${esc}[?1049h${esc}[?2004h${status("state=working:app=x")}`);
  draw("A long command");
  wait(100);
  expect(heard()).toEqual([]);
});

it("does not count a bell within a stream of lines, or one that is answered at once, as a wait", () => {
  const { attention, told: heard, print, wait } = setUp();
  print("\u0007");
  wait(1.5);
  print("more\r\n");
  wait(60);
  print("\u0007");
  attention.typed("y");
  wait(60);
  print("\u0007");
  attention.close();
  wait(60);
  expect(heard()).toEqual([]);
});

it("limits the events of a program that sends many signs", () => {
  const { told: heard, print } = setUp();
  for (let i = 0; i < 20_000; i++) print(status(i % 2 ? "state=blocked" : "state=working"));
  expect(heard().length).toBeLessThan(5000);
});

it("finds signs in output that is cut anywhere, and no others", () => {
  const output =
    `a\u0007${title("t;x")}b${esc}]9;Need you${st}${esc}]9;4;1;50\u0007${esc}]777;notify;T;B\u0007` +
    `${esc}]8;;http://x\u0007l${esc}]8;;\u0007${esc}[?1049h\u0007${esc}]2;there\u0007${status("state=idle:app=z")}`;
  const wanted: TerminalSign[] = [
    { kind: "bell" },
    { kind: "title", title: "t;x" },
    { kind: "notification", text: "Need you" },
    { kind: "notification", text: "T: B" },
    { kind: "bell" },
    { kind: "title", title: "there" },
    { kind: "status", state: "idle", text: undefined },
  ];
  fc.assert(
    fc.property(fc.array(fc.nat({ max: output.length }), { maxLength: 8 }), (cuts) => {
      const heard: TerminalSign[] = [];
      const scanner = createVtScanner((sign) => heard.push(sign));
      const places = [0, ...cuts.sort((a, b) => a - b), output.length];
      for (const [index, place] of places.entries())
        scanner.scan(output.slice(places[index - 1] ?? 0, place));
      expect(heard).toEqual(wanted);
    }),
  );
});
