import assert from "node:assert/strict";
import test from "node:test";
import { parseCsv } from "../src/csv.js";
import { buildRateTable, RateTableError, toGrams } from "../src/rates.js";

const table = (...rows) => buildRateTable(parseCsv(["zone,up to kg,price", ...rows].join("\n")));

test("bands are put in order of weight", () => {
  const bands = table("A,5,6.80", "A,1,4.20").get("A");
  assert.deepEqual(bands?.map(({ upToGrams }) => upToGrams), [1000, 5000]);
});

test("a row that cannot be used is named by its line", () => {
  const refused = (message) => (error) => error instanceof RateTableError && error.message === message;
  assert.throws(() => table("A,1,4.20", "A,five,6.80"), refused('line 3: "five" is not a weight'));
  assert.throws(() => table("A,1,cheap"), refused('line 2: "cheap" is not a price'));
  assert.throws(() => table(",1,4.20"), refused("line 2: the zone is missing"));
});

test("weights are read to the gram", () => {
  assert.equal(toGrams("2.5"), 2500);
  assert.equal(toGrams("0.001"), 1);
  assert.equal(toGrams("0"), undefined);
});
