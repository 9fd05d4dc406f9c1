#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { parseCsv } from "./csv.js";
import { formatAmount } from "./money.js";
import { quote } from "./quote.js";
import { buildRateTable, toGrams } from "./rates.js";

const [file, zone, kilograms] = process.argv.slice(2);
const grams = toGrams(kilograms);
if (!file || !zone || grams === undefined) {
  console.error("usage: parcel-rates FILE ZONE KILOGRAMS");
  process.exit(64);
}

const table = buildRateTable(parseCsv(readFileSync(file, "utf8")));
const result = quote(table, { zone, grams });
console.log(result.ok ? formatAmount(result.cents) : result.reason);
