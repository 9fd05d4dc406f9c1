import { shareOf } from "./money.js";

/**
 * The price of a parcel, or why there is none.
 *
 * @param {import("./rates.js").RateTable} table
 * @param {{ zone: string, grams: number }} parcel
 * @param {{ surcharge?: number }} [options] the fuel surcharge in hundredths of a percent
 * @returns {{ ok: true, cents: number, surchargeCents: number, line: number } | { ok: false, reason: string }}
 */
export function quote(table, parcel, { surcharge = 0 } = {}) {
  const bands = table.get(parcel.zone);
  if (!bands) return { ok: false, reason: `There is no zone ${parcel.zone} in the rate table.` };

  const band = bands.find(({ upToGrams }) => parcel.grams <= upToGrams);
  if (!band) return { ok: false, reason: "No price." };

  const surchargeCents = shareOf(band.cents, surcharge);
  return { ok: true, cents: band.cents + surchargeCents, surchargeCents, line: band.line };
}
