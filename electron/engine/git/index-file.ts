import { createHash } from "node:crypto";
import type { FileTimes } from "../files/tracked-file";

/**
 * Edits git's index as bytes: only the entries of the given paths are written anew, all other bytes stay.
 * isomorphic-git parses and writes the whole index, which takes a fifth of a second for 10,000 files, drops the
 * extensions of the index, and takes no lock. Format: gitformat-index(5).
 */

/** The index's data about a file's content. */
export interface IndexEntry {
  /** Six octal digits. */
  readonly mode: string;
  /** Hex. */
  readonly blob: string;
  readonly stat: FileTimes;
}

/** What an index says of a file that git is to read at its next look. */
export const noTimes: FileTimes = {
  ...{ ctimeNs: 0n, mtimeNs: 0n, dev: 0n, ino: 0n, uid: 0n, gid: 0n, size: 0n },
};

export interface IndexEdit {
  readonly path: string;
  /** Undefined removes the path. */
  readonly entry: IndexEntry | undefined;
}

/** An index in a form that this module cannot write; git can. */
export class UnknownIndex extends Error {}

/** A path in conflict: the person has to choose a side. */
export class UnmergedPath extends Error {}

interface Span {
  /** The path's bytes as latin1, so that comparing strings compares bytes as git does. */
  readonly key: string;
  readonly start: number;
  readonly end: number;
  readonly stage: number;
  readonly marked: boolean;
}

const headerLength = 12;
const checksumLength = 20;
const statLength = 40;
const fixedLength = statLength + 20 + 2;

/**
 * Adds entries to an index, or removes them. An entry at the place of a new folder is removed, and so are the
 * entries below a new file.
 * @param bytes the whole file; undefined for none
 * @throws {UnknownIndex} another version, a split, sparse or damaged index, or marks on one of the paths
 * @throws {UnmergedPath} one of the paths is in conflict
 */
export function editIndex(bytes: Buffer | undefined, edits: readonly IndexEdit[]): Buffer {
  const { version, spans, extensions, hashed } = readIndex(bytes ?? emptyIndex());
  const wanted = edits
    .map(({ path, entry }) => ({ key: keyOf(path), entry }))
    .sort((a, b) => (a.key < b.key ? -1 : 1));
  const goes = makesWay(wanted);
  const parts: Buffer[] = [];
  let count = 0;
  const add = (part: Buffer) => {
    parts.push(part);
    count += 1;
  };
  let next = 0;
  const addUpTo = (key: string | undefined) => {
    for (
      let edit = wanted[next];
      edit && (key === undefined || edit.key < key);
      edit = wanted[next]
    ) {
      if (edit.entry) add(written(edit.key, edit.entry));
      next += 1;
    }
  };
  const source = bytes ?? emptyIndex();
  for (const span of spans) {
    if (goes.exactly.has(span.key)) {
      if (span.stage > 0) throw new UnmergedPath(span.key);
      if (span.marked) throw new UnknownIndex("a path that git was told to pass over");
      continue;
    }
    if (goes.around(span.key)) continue;
    addUpTo(span.key);
    add(source.subarray(span.start, span.end));
  }
  addUpTo(undefined);
  const header = Buffer.alloc(headerLength);
  header.write("DIRC", "latin1");
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(count, 8);
  const keys = wanted.map(({ key }) => key);
  const rest = extensions.flatMap(({ name, content }) => kept(name, content, keys));
  const body = Buffer.concat([header, ...parts, ...rest]);
  return Buffer.concat([body, hashed ? sha1(body) : Buffer.alloc(checksumLength)]);
}

const keyOf = (path: string): string => Buffer.from(path, "utf8").toString("latin1");
const sha1 = (bytes: Uint8Array): Buffer => createHash("sha1").update(bytes).digest();

function emptyIndex(): Buffer {
  const header = Buffer.from("DIRC\0\0\0\u0002\0\0\0\0", "latin1");
  return Buffer.concat([header, sha1(header)]);
}

/**
 * A predicate for the entries that the edits replace: those of the same paths, of files that are folders now, and
 * below files that were folders.
 */
function makesWay(edits: readonly { key: string; entry: IndexEntry | undefined }[]) {
  const added = edits.filter(({ entry }) => entry).map(({ key }) => key);
  const folders = new Set(added.flatMap(foldersOf));
  return {
    exactly: new Set(edits.map(({ key }) => key)),
    around: (key: string) => folders.has(key) || added.some((path) => key.startsWith(`${path}/`)),
  };
}

/** `a/b/c` → `a/b`, `a`. */
function foldersOf(path: string): string[] {
  const end = path.lastIndexOf("/");
  return end < 0 ? [] : [path.slice(0, end), ...foldersOf(path.slice(0, end))];
}

function readIndex(bytes: Buffer) {
  if (bytes.length < headerLength + checksumLength || bytes.toString("latin1", 0, 4) !== "DIRC")
    throw new UnknownIndex("no index");
  const version = bytes.readUInt32BE(4);
  if (version !== 2 && version !== 3) throw new UnknownIndex(`version ${version}`);
  const end = bytes.length - checksumLength;
  const checksum = bytes.subarray(end);
  // index.skipHash leaves zeros.
  const hashed = checksum.some((byte) => byte !== 0);
  if (hashed && !sha1(bytes.subarray(0, end)).equals(checksum)) throw new UnknownIndex("damaged");
  const spans: Span[] = [];
  let at = headerLength;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    if (at + fixedLength >= end) throw new UnknownIndex("damaged");
    const flags = bytes.readUInt16BE(at + fixedLength - 2);
    const extended = (flags & 0x4000) !== 0;
    const from = at + fixedLength + (extended ? 2 : 0);
    const to = bytes.indexOf(0, from);
    if (to < 0 || to >= end) throw new UnknownIndex("damaged");
    const length = to - at;
    const next = at + length + (8 - (length % 8));
    spans.push({
      key: bytes.toString("latin1", from, to),
      start: at,
      end: next,
      stage: (flags >> 12) & 3,
      // Assumed unchanged, or outside of a sparse checkout.
      marked: (flags & 0x8000) !== 0 || (extended && (bytes.readUInt16BE(from - 2) & 0x4000) !== 0),
    });
    at = next;
  }
  const extensions: { name: string; content: Buffer }[] = [];
  while (at < end) {
    const name = bytes.toString("latin1", at, at + 4);
    const from = at + 8;
    const to = from + bytes.readUInt32BE(at + 4);
    if (to > end) throw new UnknownIndex("damaged");
    extensions.push({ name, content: bytes.subarray(from, to) });
    at = to;
  }
  return { version, spans, extensions, hashed };
}

/** The first two extensions only speed up reading. They are left out and not recomputed. */
const dropped = new Set(["EOIE", "IEOT"]);

function kept(name: string, content: Buffer, keys: readonly string[]): Buffer[] {
  if (dropped.has(name)) return [];
  if (name !== "TREE" && name !== "REUC") throw new UnknownIndex(`extension ${name}`);
  const now = name === "TREE" ? invalidated(content, keys) : content;
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32BE(now.length, 4);
  return [head, now];
}

/** The largest depth of folders; no path is long enough for more. */
const deepest = 2_100;

/** The cached trees without those that contain one of the paths. */
function invalidated(content: Buffer, keys: readonly string[]): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  const upTo = (byte: number): string => {
    const end = content.indexOf(byte, at);
    if (end < 0) throw new UnknownIndex("damaged");
    const text = content.toString("latin1", at, end);
    at = end + 1;
    return text;
  };
  const tree = (parent: string | undefined, depth: number): void => {
    if (depth > deepest) throw new UnknownIndex("damaged");
    const name = upTo(0);
    const path = parent === undefined ? "" : parent + name;
    const count = upTo(0x20);
    const inner = upTo(0x0a);
    const id = count.startsWith("-") ? Buffer.alloc(0) : content.subarray(at, at + 20);
    at += id.length;
    const stale =
      parent === undefined || keys.some((key) => key === path || key.startsWith(`${path}/`));
    parts.push(Buffer.from(`${name}\0${stale ? "-1" : count} ${inner}\n`, "latin1"));
    if (!stale) parts.push(id);
    const under = parent === undefined ? "" : `${path}/`;
    for (let left = Number(inner); left > 0; left -= 1) tree(under, depth + 1);
  };
  tree(undefined, 0);
  return Buffer.concat(parts);
}

function written(key: string, { mode, blob, stat }: IndexEntry): Buffer {
  const length = fixedLength + key.length;
  const entry = Buffer.alloc(length + (8 - (length % 8)));
  const billion = 1_000_000_000n;
  const numbers = [
    stat.ctimeNs / billion,
    stat.ctimeNs % billion,
    stat.mtimeNs / billion,
    stat.mtimeNs % billion,
    stat.dev,
    stat.ino,
    BigInt(Number.parseInt(mode, 8)),
    stat.uid,
    stat.gid,
    stat.size,
  ];
  // 32 bits of each number are stored.
  for (const [at, number] of numbers.entries())
    entry.writeUInt32BE(Number(BigInt.asUintN(32, number)), at * 4);
  entry.write(blob, statLength, "hex");
  entry.writeUInt16BE(Math.min(key.length, 0xfff), fixedLength - 2);
  entry.write(key, fixedLength, "latin1");
  return entry;
}
