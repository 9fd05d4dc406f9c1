import assert from "node:assert/strict";
import test from "node:test";
import { parseCsv } from "../src/csv.js";

test("rows keep the line that they are on", () => {
  assert.deepEqual(parseCsv("zone,price\nA,4.20\nB,5.40\n"), [
    { line: 2, fields: { zone: "A", price: "4.20" } },
    { line: 3, fields: { zone: "B", price: "5.40" } },
  ]);
});

test("line ends of either kind are read", () => {
  assert.equal(parseCsv("zone\r\nA\r\n").at(0)?.fields.zone, "A");
});

test("a field that is missing is empty", () => {
  assert.equal(parseCsv("zone,price\nA\n").at(0)?.fields.price, "");
});
