import { parseAmount } from "./money.js";

/** A rate table that cannot be used. The message names the line. */
export class RateTableError extends Error {}

/**
 * @typedef {{ upToGrams: number, cents: number, line: number }} Band
 * @typedef {Map<string, Band[]>} RateTable bands of each zone, the lightest first
 */

/**
 * @param {ReturnType<typeof import("./csv.js").parseCsv>} rows
 * @returns {RateTable}
 */
export function buildRateTable(rows) {
  /** @type {RateTable} */
  const table = new Map();
  for (const { line, fields } of rows) {
    const band = { upToGrams: toGrams(fields["up to kg"]), cents: parseAmount(fields.price), line };
    if (!fields.zone) throw new RateTableError(`line ${line}: the zone is missing`);
    if (band.upToGrams === undefined) throw new RateTableError(`line ${line}: "${fields["up to kg"]}" is not a weight`);
    if (band.cents === undefined) throw new RateTableError(`line ${line}: "${fields.price}" is not a price`);
    table.set(fields.zone, [...(table.get(fields.zone) ?? []), band]);
  }
  for (const bands of table.values()) bands.sort((a, b) => a.upToGrams - b.upToGrams);
  return table;
}

/**
 * @param {string | undefined} kilograms such as "2.5"
 * @returns {number | undefined} undefined when it is no weight
 */
export function toGrams(kilograms) {
  const match = /^(\d+)(?:\.(\d{1,3}))?$/.exec(kilograms ?? "");
  if (!match) return undefined;
  const grams = Number(match[1]) * 1000 + Number((match[2] ?? "").padEnd(3, "0"));
  return grams > 0 ? grams : undefined;
}
