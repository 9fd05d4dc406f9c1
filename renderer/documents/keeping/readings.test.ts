import { Problem } from "@shared/base/problem";
import { expect, test } from "vitest";
import type { Loaded } from "./loading";
import { Readings } from "./readings";

const failed: Loaded = {
  kind: "failed",
  problem: new Problem("file-missing", "The file is gone."),
};
const open: Loaded = {
  kind: "source",
  text: "a",
  why: "It is very long.",
  file: { text: "a", digest: "0" },
  restoredOn: undefined,
  locked: undefined,
};
const locked: Loaded = { ...open, locked: { why: "No permission.", mayEnd: true } };

/** Readings whose loads the test answers. */
function made() {
  const loads: { signal: AbortSignal; answer: (loaded: Loaded) => void }[] = [];
  const shown: Loaded[] = [];
  const readings = new Readings(
    (signal) => new Promise((answer) => loads.push({ signal, answer })),
    (loaded) => shown.push(loaded),
  );
  const answer = async (index: number, loaded: Loaded) => {
    loads[index]?.answer(loaded);
    await Promise.resolve();
  };
  return { loads, shown, readings, answer };
}

test("a late look does not replace an open editor", async () => {
  const { loads, shown, readings, answer } = made();
  readings.ask();
  await answer(0, locked);
  readings.look();
  await answer(1, open);
  readings.look();
  expect(loads).toHaveLength(2);
  expect(shown).toEqual([locked, open]);
});

test("of several looks at once only the last is shown", async () => {
  const { loads, shown, readings, answer } = made();
  readings.ask();
  await answer(0, failed);
  readings.look();
  readings.look();
  expect(loads[1]?.signal.aborted).toBe(true);
  await answer(1, open);
  expect(shown).toEqual([failed]);
  await answer(2, open);
  expect(shown).toEqual([failed, open]);
});

test("a reading that the person asks for is shown even when an editor is open", async () => {
  const { shown, readings, answer } = made();
  readings.ask();
  await answer(0, open);
  readings.ask();
  await answer(1, open);
  expect(shown).toEqual([open, open]);
});

test("a reading that has ended shows nothing", async () => {
  const { shown, readings, answer } = made();
  readings.ask();
  readings.end();
  await answer(0, open);
  expect(shown).toEqual([]);
});
