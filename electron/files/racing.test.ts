import { fork } from "node:child_process";
import { once } from "node:events";
import { afterEach, beforeEach, expect, it } from "vitest";
import { z } from "zod";
import { writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { type TestFolder, testFolder } from "./testing";

let test: TestFolder;
const path = "spec.md";
const rest = `\n${"x".repeat(200_000)}`;
const raceSchema = z.object({ writes: z.number(), lost: z.number() });

beforeEach(() => {
  test = testFolder();
});
afterEach(() => test.dispose());

/**
 * Another program that writes the file with numbers that go up, and after each waits until the number stands
 * there, or a text of ours that was made from it. When neither comes, we wrote over it without looking.
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

/** Milliseconds. */
const atLeast = 1_500;
/** How often we must have come to write; on a busy machine that takes longer. */
const enough = 6;

/** Saves as fast as it can, always on what stands there, while another program writes too. */
async function race(way: "rename" | "in place") {
  test.put("other.cjs", otherProgram);
  test.put(path, `0${rest}`);
  const told = once(fork(test.at("other.cjs"), [test.at(path), way, test.at("end")]), "message");
  const ends = performance.now() + atLeast;
  let saved = 0;
  while (performance.now() < ends || (saved < enough && performance.now() < ends + 40_000)) {
    const base = test.bytes(path);
    const number = /\d+/.exec(base.toString("utf8", 0, 30))?.[0];
    if (number === undefined) continue;
    const text = Buffer.from(`ours, on ${number}${rest}`);
    saved += await writeAtomically(test.path, path, text, digestOf(base)).then(
      () => 1,
      () => 0,
    );
  }
  test.put("end", "");
  const [message] = await told;
  return { ...raceSchema.parse(message), saved };
}

it("never writes over what another program is writing into the file", async () => {
  const { writes, lost, saved } = await race("in place");
  expect(lost, `of ${writes} writes, and ${saved} of ours`).toBe(0);
  expect(saved).toBeGreaterThanOrEqual(enough);
}, 60_000);

it("hardly ever replaces a file that another program has just put there", async () => {
  const { writes, lost, saved } = await race("rename");
  // Between the look and the rename there is nothing of ours, but the system may do something else.
  expect(lost, `of ${writes} writes, and ${saved} of ours`).toBeLessThanOrEqual(saved / 20 + 1);
  expect(saved).toBeGreaterThanOrEqual(enough);
}, 60_000);
