import { isAscii } from "node:buffer";
import { Problem } from "@shared/base/problem";
import type { TextEdit } from "@shared/base/text-edit";

/** The bytes `start` to `end` of a file, and what stands in their place. */
export interface BytesEdit {
  readonly start: number;
  readonly end: number;
  readonly insert: Buffer;
}

/**
 * What an edit of a text is in its bytes. Only the stretch that is replaced is encoded, so all others stay as
 * they are.
 * @param bytes UTF-8
 * @throws {Problem} `bad-request` for an edit that is not one of this text, or would leave half a character;
 * `not-text` for bytes that are no UTF-8
 */
export function bytesEdit(bytes: Uint8Array, { from, to, insert }: TextEdit): BytesEdit {
  if (hasHalf(insert)) throw halfCharacter();
  const [start, end] = isAscii(bytes) ? [from, to] : bytePlaces(textOf(bytes), from, to);
  if (end > bytes.length)
    throw new Problem("bad-request", "The edit reaches beyond the document's end.");
  return { start, end, insert: Buffer.from(insert) };
}

/** The bytes with an edit of them made. */
export function withEdit(bytes: Uint8Array, { start, end, insert }: BytesEdit): Buffer {
  return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(end)]);
}

/** The bytes of an edited text; see `bytesEdit`. */
export const editBytes = (bytes: Uint8Array, edit: TextEdit): Buffer =>
  withEdit(bytes, bytesEdit(bytes, edit));

/** Where two UTF-16 indexes into a text are in its bytes; what is beyond its end is so in its bytes. */
function bytePlaces(text: string, from: number, to: number): [number, number] {
  const [head, middle] = [text.slice(0, from), text.slice(from, to)];
  if (hasHalf(head) || hasHalf(middle)) throw halfCharacter();
  const start = Buffer.byteLength(head);
  return to > text.length
    ? [start, Number.POSITIVE_INFINITY]
    : [start, start + Buffer.byteLength(middle)];
}

/** UTF-8 has no form for half a surrogate pair; it would be saved as U+FFFD. */
const hasHalf = (text: string): boolean => /\p{Surrogate}/u.test(text);

function textOf(bytes: Uint8Array): string {
  try {
    // Without ignoreBOM the byte-order mark would be no part of it.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem("not-text", "The file is not UTF-8 text and is not changed here.");
  }
}

const halfCharacter = () =>
  new Problem("bad-request", "The text holds half a character and cannot be saved as UTF-8.");
