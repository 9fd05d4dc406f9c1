import { isAscii } from "node:buffer";
import { Problem } from "@shared/base/problem";
import type { TextEdit } from "@shared/base/text-edit";

/** The bytes from offset `start` to `end` of a file are replaced by `insert`. */
export interface BytesEdit {
  readonly start: number;
  readonly end: number;
  readonly insert: Buffer;
}

/**
 * The edit of the bytes that corresponds to an edit of the text. Only the replaced range is encoded, so all other
 * bytes stay the same.
 * @param bytes UTF-8
 * @throws {Problem} `bad-request` for an edit outside of this text, or one that would leave half a character;
 * `not-text` for bytes that are not UTF-8
 */
export function bytesEdit(bytes: Uint8Array, { from, to, insert }: TextEdit): BytesEdit {
  if (hasHalf(insert)) throw halfCharacter();
  const [start, end] = isAscii(bytes) ? [from, to] : bytePlaces(textOf(bytes), from, to);
  if (end > bytes.length)
    throw new Problem("bad-request", "The edit reaches beyond the document's end.");
  return { start, end, insert: Buffer.from(insert) };
}

/** The bytes with the edit applied. */
export function withEdit(bytes: Uint8Array, { start, end, insert }: BytesEdit): Buffer {
  return Buffer.concat([bytes.subarray(0, start), insert, bytes.subarray(end)]);
}

/** The bytes of the text with the edit applied; see `bytesEdit` for the errors. */
export const editBytes = (bytes: Uint8Array, edit: TextEdit): Buffer =>
  withEdit(bytes, bytesEdit(bytes, edit));

/**
 * Converts two UTF-16 offsets in a text to byte offsets. An offset beyond the end of the text gives one beyond the
 * end of the bytes.
 */
function bytePlaces(text: string, from: number, to: number): [number, number] {
  const [head, middle] = [text.slice(0, from), text.slice(from, to)];
  if (hasHalf(head) || hasHalf(middle)) throw halfCharacter();
  const start = Buffer.byteLength(head);
  return to > text.length
    ? [start, Number.POSITIVE_INFINITY]
    : [start, start + Buffer.byteLength(middle)];
}

/** UTF-8 cannot encode half a surrogate pair; the encoder would replace it by U+FFFD. */
const hasHalf = (text: string): boolean => /\p{Surrogate}/u.test(text);

function textOf(bytes: Uint8Array): string {
  try {
    // Without ignoreBOM the decoder would drop the byte-order mark.
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Problem("not-text", "The file is not UTF-8 text and is not changed here.");
  }
}

const halfCharacter = () =>
  new Problem("bad-request", "The text holds half a character and cannot be saved as UTF-8.");
