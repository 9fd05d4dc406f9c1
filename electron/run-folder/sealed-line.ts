import { createHash } from "node:crypto";

// A sealed line is a JSON object whose last member is `"hash":"…"`: the SHA-256, in hex, of the line's bytes
// without that member. The hash covers the bytes and not the values, so that any program can check it without
// formatting JSON in the same way.

const suffix = (hash: string) => `,"hash":"${hash}"}`;
const suffixLength = suffix("0".repeat(64)).length;

/**
 * Seals an object.
 * @returns the line without its line end, and its hash
 */
export function seal(object: Record<string, unknown>): {
  readonly line: string;
  readonly hash: string;
} {
  const text = JSON.stringify(object);
  const hash = createHash("sha256").update(text).digest("hex");
  return { line: `${text.slice(0, -1)}${suffix(hash)}`, hash };
}

/** Whether a line's bytes, without its line end, are the sealed ones. */
export function isSealed(line: Buffer): boolean {
  const end = line.length - suffixLength;
  if (end < 1) return false;
  const hash = createHash("sha256").update(line.subarray(0, end)).update("}").digest("hex");
  return line.subarray(end).equals(Buffer.from(suffix(hash)));
}
