import { createHash } from "node:crypto";

/**
 * Git's index, read without git: a run's end, its checkpoints and its approval ask several times for what an index
 * tracks, and each start of a program stops the app for some milliseconds. Format: gitformat-index(5).
 */

/** What an index tracks, and what it remembers of it. */
export interface IndexContent {
  /** Conflicts left out. */
  readonly entries: readonly IndexedFile[];
  /** The id of the tree that all entries make, where git noted it down and nothing has changed since. */
  readonly tree: string | undefined;
}

/** One file, link or submodule of an index. */
export interface IndexedFile {
  /** Six octal digits. */
  readonly mode: string;
  readonly id: string;
  /** Its bytes, each as one character (latin1): a name need not be UTF-8. */
  readonly path: string;
  /** A sparse checkout leaves it out of the working tree. */
  readonly skipped: boolean;
}

const headerLength = 12;
const statLength = 40;
/** Extensions that change nothing of what the entries say; git itself passes over those that begin in upper case. */
const harmless = /^[A-Z]/;

/**
 * Reads an index.
 * @param bytes the whole file
 * @param idLength characters of an id, 40 or 64
 * @returns undefined where only git can read it: a split or sparse one, one of an unknown version, a damaged one
 */
export function readIndexContent(bytes: Buffer, idLength: number): IndexContent | undefined {
  const idBytes = idLength / 2;
  const end = bytes.length - idBytes;
  if (end < headerLength || bytes.toString("latin1", 0, 4) !== "DIRC") return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4 || !isWhole(bytes, end, idLength)) return undefined;
  const entries: IndexedFile[] = [];
  const fixed = statLength + idBytes + 2;
  let at = headerLength;
  let before = "";
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    if (at + fixed >= end) return undefined;
    const flags = bytes.readUInt16BE(at + fixed - 2);
    const extended = (flags & 0x4000) !== 0;
    let from = at + fixed + (extended ? 2 : 0);
    let kept = "";
    if (version === 4) {
      const cut = readOffset(bytes, from);
      if (cut === undefined || cut.value > before.length) return undefined;
      kept = before.slice(0, before.length - cut.value);
      from = cut.next;
    }
    const to = bytes.indexOf(0, from);
    if (to < 0 || to >= end) return undefined;
    const path = kept + bytes.toString("latin1", from, to);
    const mode = bytes
      .readUInt32BE(at + 24)
      .toString(8)
      .padStart(6, "0");
    // A folder stands for all in it: a sparse index.
    if (mode === "040000") return undefined;
    if (((flags >> 12) & 3) === 0)
      entries.push({
        mode,
        id: bytes.toString("hex", at + statLength, at + statLength + idBytes),
        path,
        skipped: extended && (bytes.readUInt16BE(at + fixed) & 0x4000) !== 0,
      });
    before = path;
    at = version === 4 ? to + 1 : to + (8 - ((to - at) % 8));
  }
  let tree: string | undefined;
  while (at + 8 <= end) {
    const name = bytes.toString("latin1", at, at + 4);
    const from = at + 8;
    const to = from + bytes.readUInt32BE(at + 4);
    // A split index keeps its entries elsewhere ("link"), a sparse one says so ("sdir").
    if (to > end || !harmless.test(name)) return undefined;
    if (name === "TREE") tree = cachedTree(bytes.subarray(from, to), idBytes);
    at = to;
  }
  return at === end ? { entries, tree } : undefined;
}

/** Whether the checksum at the end is that of the rest; zeros stand for none (index.skipHash). */
function isWhole(bytes: Buffer, end: number, idLength: number): boolean {
  const checksum = bytes.subarray(end);
  if (checksum.every((byte) => byte === 0)) return true;
  const hash = createHash(idLength === 64 ? "sha256" : "sha1");
  return hash.update(bytes.subarray(0, end)).digest().equals(checksum);
}

/** A number of version 4: how much of the path before does not belong to this one. See git's varint.c. */
function readOffset(bytes: Buffer, at: number): { value: number; next: number } | undefined {
  let value = 0;
  for (let next = at; next < bytes.length && next < at + 5; next += 1) {
    const byte = bytes[next] ?? 0;
    value = value * 128 + (byte & 0x7f);
    if ((byte & 0x80) === 0) return { value, next: next + 1 };
    value += 1;
  }
  return undefined;
}

/** The root's id in the extension of cached trees: `\0COUNT SUBTREES\nID`, no id where the count is negative. */
function cachedTree(content: Buffer, idBytes: number): string | undefined {
  const head = /^\0(\d+) \d+\n/.exec(content.toString("latin1", 0, 40))?.[0];
  if (head === undefined || content.length < head.length + idBytes) return undefined;
  return content.toString("hex", head.length, head.length + idBytes);
}
