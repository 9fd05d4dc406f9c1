import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { listenToPerson } from "./person";

const esc = "\u001b";
const tick = () => new Promise((resolve) => setImmediate(resolve));

function setUp(withTerminal: boolean) {
  const input = new PassThrough();
  const noted: string[] = [];
  const modes: boolean[] = [];
  let interrupts = 0;
  const terminal = {
    setKeys: (on: boolean) => void modes.push(on),
    write: () => undefined,
    columns: () => 80,
    interrupt: () => void interrupts++,
  };
  const person = listenToPerson(
    input,
    () => noted.push("noted"),
    withTerminal ? terminal : undefined,
  );
  const life = new AbortController();
  return { input, person, noted, modes, life, interrupts: () => interrupts };
}

it("lets a requested line be edited, and returns only text", async () => {
  const { input, person, modes, life } = setUp(true);
  const asked = person.nextLine(life.signal);
  input.write(`Too heavy for s.${esc}[D${esc}[D`);
  input.write(`u${esc}[C${esc}`);
  input.write(`[C\u007f!\r`);
  expect(await asked).toBe("Too heavy for us!");
  expect(modes).toEqual([true, false]);
  // No question is open, so the terminal is in line mode and passes on the sequences of its keys.
  input.write(`use tabs${esc}[D${esc}[D${esc}OH\u0007\n`);
  await tick();
  expect(person.takeLines()).toEqual(["use tabs"]);
  person.dispose();
});

it("begins an answer with the text that was typed before the question", async () => {
  const { input, person, life } = setUp(true);
  input.write("yes, bu");
  await tick();
  const asked = person.nextLine(life.signal);
  input.write("t\r");
  expect(await asked).toBe("yes, but");
  person.dispose();
});

it("passes on Ctrl-C, and ends at Ctrl-D on an empty line", async () => {
  const { input, person, modes, life, interrupts } = setUp(true);
  const asked = person.nextLine(life.signal);
  input.write("\u0003");
  await tick();
  expect(interrupts()).toBe(1);
  input.write("\u0004");
  expect(await asked).toBeUndefined();
  expect(modes.at(-1)).toBe(false);
  person.dispose();
});

it("leaves key mode when the question is cancelled", async () => {
  const { person, modes, life } = setUp(true);
  const asked = person.nextLine(life.signal);
  life.abort(new Error("cancelled"));
  await expect(asked).rejects.toThrow("cancelled");
  expect(modes).toEqual([true, false]);
  person.dispose();
});

it("removes escape sequences from lines when it cannot read keys", async () => {
  const { input, person, life } = setUp(false);
  const asked = person.nextLine(life.signal);
  input.write(`Too heavy${esc}[D${esc}[D\u0001 for us.\n`);
  expect(await asked).toBe("Too heavy for us.");
  person.dispose();
});
