import { colourDefaults } from "@shared/contracts/terminal-colours";
import { createVtScanner } from "@shared/recordings/vt-scanner";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type AnswererListener, answerHere, type OpenAnswerer } from "./answerer";
import { createAnswers } from "./answers";

const esc = "\u001b";
const size = { cols: 80, rows: 24 };
const nothing = () => undefined;

/** An answerer that stores its calls and parses text when the test says so. */
function setUp() {
  const told: (string | number | object)[] = [];
  const listeners: AnswererListener[] = [];
  const underway: number[] = [];
  const answerer: OpenAnswerer = {
    prepare: nothing,
    open(setup, listener) {
      listeners.push(listener);
      told.push(setup);
      return {
        write(text) {
          told.push(text);
          underway.push(text.length);
        },
        resize: (cols, rows) => void told.push(`${cols}x${rows}`),
        setColours: (colours) => void told.push(colours),
        turn: (turn) => void told.push(turn),
        look: () => void told.push("look"),
        keep: () => void told.push("keep"),
        close: () => void told.push("closed"),
      };
    },
  };
  const answered: string[] = [];
  const answer = (data: string) => void answered.push(data);
  const answers = createAnswers({ size, answerer, answer, onPressure: nothing, patience: 1000 });
  const scanner = createVtScanner();
  return {
    answers,
    told,
    answered,
    print: (text: string) => answers.push(scanner.scan(text)),
    follow: () => {
      for (const length of underway.splice(0)) listeners.at(-1)?.followed(length);
    },
    say: (data: string, turn: number, from = -1) => listeners.at(from)?.answer(data, turn),
  };
}

describe("answers", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it("reads the screen after all output, plain or not", () => {
    const { answers, told, print } = setUp();
    print("plain");
    answers.look();
    expect(told.slice(1)).toEqual(["plain", "look"]);
  });

  it("holds plain output back until other output comes, and keeps the order", () => {
    const { told, print } = setUp();
    print(`plain ${esc}[31mred${esc}[0m\r\n`);
    print("more");
    expect(told).toEqual([]);
    print(`${esc}[6`);
    print("n");
    expect(told).toEqual([
      { ...size, colours: colourDefaults, turn: 0 },
      `plain ${esc}[31mred${esc}[0m\r\n`,
      "more",
      `${esc}[6`,
      "n",
    ]);
  });

  it("does not store a flood of plain lines", () => {
    const { told, print } = setUp();
    for (let i = 0; i < 500; i++) print(`${"x".repeat(1000)}\r\n`.repeat(10));
    print(`${esc}[6n`);
    const sent = told.filter((item) => typeof item === "string").join("");
    expect(told.length).toBeGreaterThan(0);
    expect(sent.length).toBeLessThan(3_500_000);
  });

  it("types no answer to an earlier program into the next one", () => {
    const { answers, answered, say, print } = setUp();
    print(`${esc}[c`);
    say("first", 0);
    answers.turn();
    say("late", 0);
    say("second", 1);
    answers.close();
    say("closed", 1);
    expect(answered).toEqual(["first", "second"]);
  });

  it("replaces a hanging answerer by a new one", () => {
    const { answers, told, answered, print, say, follow } = setUp();
    answers.resize(100, 30);
    print(`${esc}[H`);
    vi.advanceTimersByTime(900);
    follow();
    print(`${esc}[c`);
    vi.advanceTimersByTime(900);
    expect(told).not.toContain("closed");
    vi.advanceTimersByTime(200);
    print(`${esc}[5n`);
    const at = told.indexOf("closed");
    expect(told.slice(at + 1)).toEqual([
      { cols: 100, rows: 30, colours: colourDefaults, turn: 0 },
      `${esc}[5n`,
    ]);
    say("from the one that hung", 0, 0);
    say("fresh", 0);
    expect(answered).toEqual(["fresh"]);
  });
});

it("knows the cursor's place through floods, cuts and changes of size", async () => {
  const line = fc.constantFrom(
    "plain\r\n",
    "a line that is longer than the screen is wide\r\n",
    `${esc}[32mgreen${esc}[0m\r\n`,
    `${esc}[2A`,
    `${esc}[4;9H`,
    "漢\t",
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.array(line, { maxLength: 30 }), fc.integer({ min: 1, max: 400 })), {
        maxLength: 6,
      }),
      async (parts) => {
        const ask = async (cutSize: number) => {
          let heard: (data: string) => void = nothing;
          const answered = new Promise<string>((done) => {
            heard = done;
          });
          const answers = createAnswers({
            size: { cols: 20, rows: 6 },
            answerer: answerHere,
            answer: heard,
            onPressure: nothing,
          });
          const scanner = createVtScanner();
          for (const [lines, times] of parts) {
            const text = lines.join("").repeat(times);
            for (let at = 0; at < text.length; at += cutSize)
              answers.push(scanner.scan(text.slice(at, at + cutSize)));
            answers.resize(20 + (times % 7), 6 + (times % 3));
          }
          answers.push(scanner.scan(`${esc}[6n`));
          const answer = await answered;
          answers.close();
          return answer;
        };
        expect(await ask(37)).toBe(await ask(64 * 1024));
      },
    ),
    { numRuns: 8 },
  );
});
