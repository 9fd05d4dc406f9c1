import type { TextEdit } from "@shared/base/text-edit";
import { changedOutside, writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { type BytesEdit, bytesEdit, withEdit } from "./edit-bytes";
import { readWhole } from "./read-whole";
import { createRecent } from "./recent";
import { writeByte } from "./write-byte";

/** An edit of a project's document. */
export interface DocumentEdit {
  /** The project's top folder. */
  readonly root: string;
  readonly path: string;
  readonly edit: TextEdit;
  /** SHA-256 in hex of the content that the edit is based on. */
  readonly base: string;
}

/**
 * Edits a document if it still has the content that the edit is based on.
 * @returns SHA-256 in hex of the new content
 * @throws {Problem} see `writeAtomically` and `editBytes`
 */
export type WriteDocument = (document: DocumentEdit) => Promise<{ digest: string }>;

/** The number of documents whose content is cached: those open in one or two windows. */
const mostRecent = 4;

/**
 * Edits documents one after the other. Most edits are based on the content that was written last. With the content
 * in a cache, the new content can be written to the disk while the file is still being checked.
 */
export function createDocumentWriter(): WriteDocument {
  const recent = createRecent<Known>(mostRecent);
  return async ({ root, path, edit, base }) => {
    const key = [root, path].join("\0");
    // Taken out of the cache, so that no other edit uses the content meanwhile or after a failure.
    const known = recent.take(key);
    const content = known?.digest === base ? known.bytes : await readBase(root, path, base);
    const inBytes = bytesEdit(content, edit);
    const written =
      asOneByte(root, path, content, inBytes) ??
      (await asNewFile(root, path, base, withEdit(content, inBytes)));
    recent.set(key, written);
    return { digest: written.digest };
  };
}

interface Known {
  readonly bytes: Uint8Array;
  /** SHA-256 in hex. */
  readonly digest: string;
}

/** A tick replaces one byte, which needs no new file. */
function asOneByte(
  root: string,
  path: string,
  content: Uint8Array,
  { start, end, insert }: BytesEdit,
): Known | undefined {
  const [byte] = insert;
  if (end - start !== 1 || insert.length !== 1 || byte === undefined) return undefined;
  const digest = writeByte(root, path, { content, at: start, byte });
  return digest === undefined ? undefined : { bytes: content, digest };
}

async function asNewFile(
  root: string,
  path: string,
  base: string,
  bytes: Uint8Array,
): Promise<Known> {
  return { bytes, digest: await writeAtomically(root, path, bytes, base) };
}

async function readBase(root: string, path: string, base: string): Promise<Uint8Array> {
  const bytes = await readWhole(root, path);
  if (digestOf(bytes) !== base) throw changedOutside(path);
  return bytes;
}
