/**
 * Bytes. Spec Kit allows 244 for a folder's whole name, with its number, because git hosts refuse longer
 * refs.
 */
const maxNameBytes = 244;
/** Bytes for a number and its hyphen. A time stamp has 15. */
const maxPrefixBytes = 44;

/** Sequential numbers, or the time of creation; github/spec-kit, scripts/bash/create-new-feature.sh. */
const prefixed = /^(\d{8}-\d{6}|\d{3,})-./;

/**
 * The number or time at the beginning of a feature folder's name.
 * @returns undefined for a name that is no feature's
 */
export function featurePrefix(name: string): string | undefined {
  return prefixed.exec(name)?.[1];
}

/**
 * The number after the highest number in use, with at least three digits. Folders named by time do not count.
 * @param names the names of the entries of `specs/`
 */
export function nextNumber(names: readonly string[]): string {
  let highest = 0n;
  for (const name of names) {
    const digits = /^(?!\d{8}-\d{6}-)(\d{3,})-/.exec(name)?.[1];
    // A number of twenty digits is possible, so bigint is used.
    const number = digits === undefined ? 0n : BigInt(digits);
    if (number > highest) highest = number;
  }
  return String(highest + 1n).padStart(3, "0");
}

/** `20261118-140233`: the prefix in a project that numbers its features by time, in the person's time zone. */
export function timePrefix(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const date = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${date}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}

/**
 * A name for folders and refs: lower case, letters and digits of any script, joined by hyphens. Only Latin
 * letters lose their accents; in other scripts a mark makes another letter.
 * @returns a name that is never empty, and short enough for a folder with its number
 */
export function slugOf(title: string): string {
  const words = title
    .normalize("NFKD")
    .replace(/(\p{Script=Latin})\p{Mn}+/gu, "$1")
    .normalize("NFC")
    .toLowerCase()
    .match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}]*/gu);
  let slug = "";
  let bytes = 0;
  for (const char of (words ?? []).join("-")) {
    bytes += utf8Bytes(char);
    if (bytes > maxNameBytes - maxPrefixBytes) break;
    slug += char;
  }
  return slug.replace(/-$/, "") || "unnamed";
}

function utf8Bytes(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
}
