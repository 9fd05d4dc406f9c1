// Amounts are whole cents, so that sums are exact.

/**
 * @param {string} text an amount such as "4.20"
 * @returns {number | undefined} cents; undefined when it is no amount
 */
export function parseAmount(text) {
  const match = /^(\d+)(?:\.(\d{2}))?$/.exec(text);
  return match ? Number(match[1]) * 100 + Number(match[2] ?? 0) : undefined;
}

/** @param {number} cents */
export function formatAmount(cents) {
  return `${Math.trunc(cents / 100)}.${String(Math.abs(cents) % 100).padStart(2, "0")}`;
}

/**
 * A share of an amount.
 *
 * @param {number} cents
 * @param {number} basisPoints hundredths of a percent: 750 is 7.5 %
 * @returns {number} whole cents
 */
export function shareOf(cents, basisPoints) {
  return Math.round((cents * basisPoints) / 10_000);
}
