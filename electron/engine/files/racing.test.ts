import { fork } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { type TestFolder, testFolder } from "./testing";
import { writeByte } from "./write-byte";

let test: TestFolder;
const path = "spec.md";
const rest = `\n${"x".repeat(200_000)}`;
const raceSchema = z.object({ writes: z.number(), lost: z.number() });
/** The shortest time of a race in milliseconds. */
const atLeast = 1_500;
/** The smallest number of our writes in a race. A busy machine needs longer for them. */
const enough = 6;

beforeEach(() => {
  test = testFolder();
});
afterEach(() => test.dispose());

/**
 * Another program, which writes ascending numbers into the file. After each write it waits until the file contains
 * this number, or a text of ours that was based on it. If neither appears, our write replaced the number unseen.
 */
const otherProgram = `
  const { closeSync, existsSync, openSync, readSync, renameSync, writeFileSync } = require("node:fs");
  const [file, way, end] = process.argv.slice(2);
  const rest = "\\n" + "x".repeat(200_000);
  const head = Buffer.alloc(30);
  const firstLine = () => {
    const opened = openSync(file);
    const length = readSync(opened, head, 0, head.length, 0);
    closeSync(opened);
    return head.toString("utf8", 0, length).split("\\n")[0];
  };
  const stands = (number) => {
    for (const until = performance.now() + 2000; performance.now() < until; )
      if (firstLine().split(" ").at(-1) === String(number)) return true;
    return false;
  };
  let [writes, lost] = [0, 0];
  while (!existsSync(end)) {
    writes += 1;
    const temporary = way === "rename" ? file + ".theirs" : file;
    writeFileSync(temporary, writes + rest);
    if (way === "rename") renameSync(temporary, file);
    if (!stands(writes)) lost += 1;
    for (const until = performance.now() + Math.random() * 8; performance.now() < until; );
  }
  process.send({ writes, lost });
`;

/**
 * A program that puts task lists in the file's place. After a while it checks that its last list is unchanged,
 * except for our tick.
 */
const listProgram = `
  const { existsSync, readFileSync, renameSync, writeFileSync } = require("node:fs");
  const [file, , end] = process.argv.slice(2);
  let [writes, lost] = [0, 0];
  while (!existsSync(end)) {
    writes += 1;
    const text = "y".repeat(writes % 97) + "\\n- [ ] T" + writes + "x".repeat(200_000);
    writeFileSync(file + ".theirs", text);
    renameSync(file + ".theirs", file);
    for (const until = performance.now() + Math.random() * 8; performance.now() < until; );
    const now = readFileSync(file, "utf8");
    if (now !== text && now !== text.replace("[ ]", "[x]")) lost += 1;
  }
  process.send({ writes, lost });
`;

/** Saves as fast as possible, each time based on the current content, while another program writes too. */
async function race(
  program: string,
  way: "rename" | "in place",
  save: (base: Buffer) => Promise<unknown>,
) {
  test.put("other.cjs", program);
  test.put(path, `0\n- [ ] T0${rest}`);
  const told = once(fork(test.at("other.cjs"), [test.at(path), way, test.at("end")]), "message");
  const ends = performance.now() + atLeast;
  let saved = 0;
  while (performance.now() < ends || (saved < enough && performance.now() < ends + 40_000))
    saved += await save(test.bytes(path)).then(
      () => 1,
      () => 0,
    );
  test.put("end", "");
  const [message] = await told;
  return { ...raceSchema.parse(message), saved };
}

async function saveText(base: Buffer) {
  const number = /\d+/.exec(base.toString("utf8", 0, 30))?.[0];
  if (number === undefined) throw new Error("There is no number yet.");
  const text = Buffer.from(`ours, on ${number}${rest}`);
  await writeAtomically(test.path, path, text, digestOf(base));
}

async function tick(before: Buffer) {
  const at = before.indexOf("[ ]") + 1;
  if (at === 0) throw new Error("There is nothing to tick.");
  writeByte(test.path, path, { content: before, at, byte: 0x78 });
}

it("never overwrites a text that another program is writing into the file", async () => {
  const { writes, lost, saved } = await race(otherProgram, "in place", saveText);
  expect(lost, `of ${writes} writes, and ${saved} of ours`).toBe(0);
  expect(saved).toBeGreaterThanOrEqual(enough);
});

it("hardly ever replaces a file that another program has just put there", async () => {
  const { writes, lost, saved } = await race(otherProgram, "rename", saveText);
  // No call of ours lies between the check and the rename, but the system may run another process there.
  expect(lost, `of ${writes} writes, and ${saved} of ours`).toBeLessThanOrEqual(saved / 20 + 1);
  expect(saved).toBeGreaterThanOrEqual(enough);
});

it("never ticks in a file that another program has just put there, and never replaces it", async () => {
  const { writes, lost, saved } = await race(listProgram, "rename", tick);
  expect(lost, `of ${writes} writes, and ${saved} of ours`).toBe(0);
  expect(saved).toBeGreaterThanOrEqual(enough);
});
