import { Problem } from "@shared/base/problem";
import fc from "fast-check";
import { expect, it } from "vitest";
import { readSettled } from "./settled-read";

const known = "# Spec\n\nThe first.\n\nThe last one stands here.\n";
const next = known.replace("first", "very first");

/**
 * A simulated file. Each text stays for some milliseconds, the last one for ever; a look takes `latency`
 * milliseconds.
 */
function fileOf(stands: readonly (readonly [text: string | Problem, ms: number])[], latency = 2) {
  let time = 0;
  const at = () => {
    let until = 0;
    for (const [index, [text, ms]] of stands.entries()) {
      until += ms;
      if (time < until) return { text, written: `${index}` };
    }
    return { text: stands.at(-1)?.[0] ?? "", written: `${stands.length - 1}` };
  };
  return {
    time: () => time,
    ports: {
      async look() {
        time += latency / 2;
        const { text, written } = at();
        time += latency / 2;
        if (text instanceof Problem) throw text;
        return { text, digest: text, written, notText: text.includes("\ufffd") };
      },
      async wait(ms: number) {
        time += ms;
      },
      now: () => time,
    },
  };
}

const read = async (file: ReturnType<typeof fileOf>, checked = false) =>
  (await readSettled(known, checked, file.ports)).text;

it("takes a changed file after two equal looks, and after one look when a check follows", async () => {
  const file = fileOf([[next, 1]]);
  expect(await read(file)).toBe(next);
  expect(file.time()).toBeLessThan(70);
  const checked = fileOf([[next, 1]]);
  expect(await read(checked, true)).toBe(next);
  expect(checked.time()).toBe(2);
});

it("never takes an empty or half-written file for the text, as long as the rest is written in time", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.nat(next.length - 1),
      // Twice this time is still less than the patience with a file of about the same length.
      fc.integer({ min: 0, max: 220 }),
      fc.integer({ min: 1, max: 40 }),
      fc.boolean(),
      async (cut, stalls, latency, checked) => {
        const torn = next.slice(0, cut);
        const stands = [["", stalls] as const, [torn, stalls] as const, [next, 1] as const];
        expect(await read(fileOf(stands, latency), checked)).toBe(next);
      },
    ),
  );
});

it("never takes a cut text for whole because the earlier text was cut at the same place", async () => {
  const last = next.replace("very", "most");
  await fc.assert(
    fc.asyncProperty(
      fc.nat(next.length - 1),
      fc.integer({ min: 1, max: 60 }),
      fc.integer({ min: 0, max: 220 }),
      fc.boolean(),
      async (cut, first, second, checked) => {
        const stands = [
          [next.slice(0, cut), first] as const,
          [last.slice(0, cut), second] as const,
          [last, 1] as const,
        ];
        expect(await read(fileOf(stands), checked)).toBe(last);
      },
    ),
  );
});

it("notices that a text was whole between two equal cuts", async () => {
  const torn = next.slice(0, 20);
  const stands = [
    [torn, 130] as const,
    [next, 20] as const,
    [torn, 220] as const,
    [next, 1] as const,
  ];
  expect(await read(fileOf(stands, 60))).toBe(next);
});

it("takes an emptied file, a cut file and another text, but later", async () => {
  for (const text of ["", known.slice(0, 9), "Something else"]) {
    for (const checked of [false, true]) {
      const file = fileOf([[text, 1]]);
      expect(await read(file, checked)).toBe(text);
      expect(file.time()).toBeGreaterThan(250);
      expect(file.time()).toBeLessThan(1_100);
    }
  }
});

it("takes a file in time whose end is written all the time", async () => {
  for (const [text, longest] of [
    [known, 700],
    ["# Log\n\n", 2_300],
  ] as const) {
    const other = text.replace("# ", "# Another ");
    const stands = Array.from({ length: 100 }, (_, n) => [`${other}Now at ${n}`, 100] as const);
    const file = fileOf(stands, 4);
    expect(await read(file)).toMatch(/Now at \d+$/);
    expect(file.time()).toBeLessThan(longest);
  }
});

it("waits for a file that is removed and written anew, and reports a file that stays removed", async () => {
  const gone = new Problem("file-missing", "The file is gone.");
  const back = fileOf([
    [gone, 40],
    [next, 1],
  ]);
  expect(await read(back)).toBe(next);
  await expect(read(fileOf([[gone, 1]]))).rejects.toBe(gone);
});

it("reports a file that is not text, or that never stops changing", async () => {
  await expect(read(fileOf([["\ufffd", 1]]))).rejects.toMatchObject({ code: "not-text" });
  // A character is cut in half only during a write.
  const half = [["# Spec \ufffd", 100] as const, [next, 1] as const];
  expect(await read(fileOf(half))).toBe(next);
  const restless = Array.from({ length: 500 }, (_, n) => [`${n}`, 10] as const);
  await expect(read(fileOf(restless))).rejects.toMatchObject({ code: "changed-outside" });
});
