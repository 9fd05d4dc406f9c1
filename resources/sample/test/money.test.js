import assert from "node:assert/strict";
import test from "node:test";
import { formatAmount, parseAmount, shareOf } from "../src/money.js";

test("amounts are read as whole cents", () => {
  assert.equal(parseAmount("4.20"), 420);
  assert.equal(parseAmount("17"), 1700);
  assert.equal(parseAmount("4.2"), undefined);
  assert.equal(parseAmount("free"), undefined);
});

test("amounts are written with two digits", () => {
  assert.equal(formatAmount(420), "4.20");
  assert.equal(formatAmount(1705), "17.05");
});

test("a share is rounded to whole cents", () => {
  assert.equal(shareOf(1000, 750), 75);
  assert.equal(shareOf(420, 750), 32);
});
