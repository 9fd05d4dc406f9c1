import { expect, it } from "vitest";
import { mostNotTaken, notTakenSentences, someOf } from "./not-taken";

const nothing = someOf([]);

it("says nothing where nothing is missing", () => {
  expect(notTakenSentences({ ignored: nothing, submodules: nothing })).toEqual([]);
});

it("names what git ignores and what the submodules are, the nearest first", () => {
  const ignored = someOf(["packages/a/node_modules/", "node_modules/", ".env"]);
  expect(notTakenSentences({ ignored, submodules: someOf(["vendor/lib"]) })).toEqual([
    "Not taken along: .env, node_modules/ and packages/a/node_modules/, which git ignores.",
    "Submodules are empty in the run's working tree: vendor/lib.",
  ]);
});

it("says first what goes along all the same, and what is too large for that", () => {
  const taken = someOf([".env", "config/local.json"]);
  expect(
    notTakenSentences({
      taken,
      tooLarge: someOf(["big.bin"]),
      ignored: nothing,
      submodules: nothing,
    }),
  ).toEqual(["Taken along: .env and config/local.json.", "Too large to take along: big.bin."]);
});

it("counts what it does not name, whether or not the name was carried along", () => {
  const numbered = (count: number) =>
    someOf(Array.from({ length: count }, (_, index) => `f${String(index).padStart(5, "0")}`));
  for (const count of [6, mostNotTaken, mostNotTaken + 1, 4_000]) {
    const [sentence] = notTakenSentences({ ignored: numbered(count), submodules: nothing });
    expect(sentence).toBe(
      `Not taken along: f00000, f00001, f00002, f00003, f00004 and ${count - 5} more, which git ignores.`,
    );
  }
});

it("says so in general where git could not list the files", () => {
  expect(notTakenSentences({ ignored: undefined, submodules: nothing })).toEqual([
    "Not taken along: whatever git ignores.",
  ]);
});

it("keeps each sentence on one line and shows every sign of a name", () => {
  const ignored = someOf(["a\nb\t\u202ec\u001b[2J"]);
  expect(notTakenSentences({ ignored, submodules: nothing })).toEqual([
    "Not taken along: a b <U+202E>c<U+001B>[2J, which git ignores.",
  ]);
});
