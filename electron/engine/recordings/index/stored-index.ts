import { createHash } from "node:crypto";
import { type FileHandle, open, stat } from "node:fs/promises";
import { promisify } from "node:util";
import { deflate, inflate } from "node:zlib";
import { cellWidths } from "@shared/recordings/cell-width";
import {
  type IndexedPart,
  type IndexHead,
  indexHeadSchema,
  indexLimits,
} from "@shared/recordings/keyframes";
import { openRegular } from "../../../system/regular-file";

// An index is a file of three sections, see FORMAT.md: the screens, each deflated (RFC 1950), one after the other;
// the head as JSON; and a last line with the head's offset, length and SHA-256. This order lets the index be
// written in one pass and read from its end.

const trailer = /^specwright-index (\d{12}) (\d{8}) ([0-9a-f]{64})\n$/;
const trailerLength = "specwright-index ".length + 12 + 1 + 8 + 1 + 64 + 1;
/** Bytes. The limits of the head's fields keep a valid head far below this size. */
const largestHead = 32 * 1024 * 1024;

const pack = promisify(deflate);
const unpack = promisify(inflate);

/** The versions that decide an index's content. An index with another value is not used. */
export const maker = `specwright 3, xterm 6.0.0, ${cellWidths.version}`;

/** The identity of a recording, by which an index is matched to it. */
export async function identityOf(cast: string): Promise<IndexHead["cast"]> {
  const { size, mtimeNs, ctimeNs } = await stat(cast, { bigint: true });
  return { bytes: Number(size), mtime: String(mtimeNs), ctime: String(ctimeNs) };
}

/** Writes an index from beginning to end. */
export interface IndexWriter {
  /** @returns the offset and length of the screen in the file */
  screen(text: string): Promise<NonNullable<IndexedPart["screen"]>>;
  /** Writes the head and the last line, and flushes the file to the disk. */
  finish(head: Omit<IndexHead, "version" | "maker">): Promise<void>;
  close(): Promise<void>;
}

/** @param path of a new file */
export async function createIndex(path: string): Promise<IndexWriter> {
  const file = await open(path, "wx", 0o600);
  let written = 0;
  const write = async (bytes: Uint8Array) => {
    await file.appendFile(bytes);
    written += bytes.length;
  };
  return {
    async screen(text) {
      const packed = await pack(text);
      const offset = written;
      await write(packed);
      return { offset, length: packed.length };
    },
    async finish(rest) {
      const head: IndexHead = { version: 1, maker, ...rest };
      const bytes = Buffer.from(JSON.stringify(indexHeadSchema.parse(head)));
      const digest = createHash("sha256").update(bytes).digest("hex");
      const place = `${String(written).padStart(12, "0")} ${String(bytes.length).padStart(8, "0")}`;
      await write(bytes);
      await write(Buffer.from(`specwright-index ${place} ${digest}\n`));
      await file.sync();
    },
    close: () => file.close(),
  };
}

/**
 * Reads the head of an index.
 * @param cast the recording's current identity
 * @returns undefined when no usable index exists: it is missing, damaged, or of another version or recording
 */
export async function readHead(
  path: string,
  cast: IndexHead["cast"],
): Promise<IndexHead | undefined> {
  const file = await openRegular(path).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    if (size < trailerLength) return undefined;
    const last = await readBytes(file, size - trailerLength, trailerLength);
    const [, offset, length, digest] = trailer.exec(last.toString("latin1")) ?? [];
    const [from, count] = [Number(offset), Number(length)];
    if (from + count !== size - trailerLength || count > largestHead) return undefined;
    const bytes = await readBytes(file, from, count);
    if (createHash("sha256").update(bytes).digest("hex") !== digest) return undefined;
    const head = indexHeadSchema.safeParse(parseJson(bytes.toString("utf8"))).data;
    if (head === undefined || head.maker !== maker || !isSame(head.cast, cast)) return undefined;
    const fits = head.parts.every(({ screen }) => !screen || screen.offset + screen.length <= from);
    return fits ? head : undefined;
  } finally {
    await file.close();
  }
}

export const isSame = (a: IndexHead["cast"], b: IndexHead["cast"]): boolean =>
  a.bytes === b.bytes && a.mtime === b.mtime && a.ctime === b.ctime;

/** @throws when the screen is damaged */
export async function readScreen(
  path: string,
  { offset, length }: NonNullable<IndexedPart["screen"]>,
): Promise<string> {
  const file = await openRegular(path);
  try {
    const packed = await readBytes(file, offset, length);
    const text = await unpack(packed, { maxOutputLength: 4 * indexLimits.screen });
    return text.toString("utf8");
  } finally {
    await file.close();
  }
}

/** @throws when the file is shorter */
export async function readBytes(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  for (let got = 0; got < length; ) {
    const { bytesRead } = await file.read(bytes, got, length - got, offset + got);
    if (bytesRead === 0) throw new Error("The file is shorter than it was.");
    got += bytesRead;
  }
  return bytes;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
