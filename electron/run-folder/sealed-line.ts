import { createHash } from "node:crypto";

// A sealed line is a JSON object whose last member is `"hash":"…"`: the SHA-256, in hex, of the line's bytes
// without that member. It is made of the bytes and not of the values, so that any program can check it
// without having to write JSON as this one does.

const suffix = (hash: string) => `,"hash":"${hash}"}`;
const suffixLength = suffix("0".repeat(64)).length;

/** Seals an object. @returns the line without its line end, and its hash */
export function seal(object: Record<string, unknown>): {
  readonly line: string;
  readonly hash: string;
} {
  const text = JSON.stringify(object);
  const hash = createHash("sha256").update(text).digest("hex");
  return { line: `${text.slice(0, -1)}${suffix(hash)}`, hash };
}

/** Whether a line's bytes, without its line end, are those that were sealed. */
export function isSealed(line: Buffer): boolean {
  const end = line.length - suffixLength;
  if (end < 1) return false;
  const hash = createHash("sha256").update(line.subarray(0, end)).update("}").digest("hex");
  return line.subarray(end).equals(Buffer.from(suffix(hash)));
}
