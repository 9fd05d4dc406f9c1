import assert from "node:assert/strict";
import test from "node:test";
import { parseCsv } from "../src/csv.js";
import { quote } from "../src/quote.js";
import { buildRateTable } from "../src/rates.js";

const table = buildRateTable(parseCsv("zone,up to kg,price\nA,1,4.20\nA,5,6.80\nB,1,5.40\n"));

test("the lightest band that holds the parcel gives the price", () => {
  assert.deepEqual(quote(table, { zone: "A", grams: 1000 }), {
    ok: true,
    cents: 420,
    surchargeCents: 0,
    line: 2,
  });
  assert.deepEqual(quote(table, { zone: "A", grams: 1001 }), {
    ok: true,
    cents: 680,
    surchargeCents: 0,
    line: 3,
  });
});

test("the fuel surcharge is shown on its own", () => {
  const result = quote(table, { zone: "A", grams: 2500 }, { surcharge: 1000 });
  assert.deepEqual(result, { ok: true, cents: 748, surchargeCents: 68, line: 3 });
});

test("a zone that is not in the table has no price", () => {
  assert.deepEqual(quote(table, { zone: "Z", grams: 10 }), {
    ok: false,
    reason: "There is no zone Z in the rate table.",
  });
});

test("a parcel above the last band has no price", () => {
  assert.equal(quote(table, { zone: "B", grams: 1001 }).ok, false);
});
