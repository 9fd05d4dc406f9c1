import type { TextEdit } from "@shared/contracts/text-edit";
import { changedOutside, writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { type BytesEdit, bytesEdit, withEdit } from "./edit-bytes";
import { readWhole } from "./read-whole";
import { createRecent } from "./recent";
import { writeByte } from "./write-byte";

/** An edit of a document of a project. */
export interface DocumentEdit {
  /** The project's top folder. */
  readonly root: string;
  readonly path: string;
  readonly edit: TextEdit;
  /** SHA-256, in hex, of the content that is edited. */
  readonly base: string;
}

/**
 * Edits a document, if it still has the content that the edit is based on.
 * @returns SHA-256 of the new content, in hex
 * @throws {Problem} see `writeAtomically` and `editBytes`
 */
export type WriteDocument = (document: DocumentEdit) => Promise<{ digest: string }>;

/** Documents whose content is held: those that are open in a window or two. */
const mostRecent = 4;

/**
 * Edits documents one after another. What was written last is most often what the next edit is based on: the new
 * content can be on its way to the disk while the file is still looked at.
 */
export function createDocumentWriter(): WriteDocument {
  const recent = createRecent<{ readonly bytes: Uint8Array; readonly digest: string }>(mostRecent);
  return async ({ root, path, edit, base }) => {
    const key = [root, path].join("\0");
    const known = recent.get(key);
    const before = known?.digest === base ? known.bytes : await readBase(root, path, base);
    const inBytes = bytesEdit(before, edit);
    const bytes = withEdit(before, inBytes);
    const digest =
      asOneByte(root, path, before, bytes, inBytes) ??
      (await writeAtomically(root, path, bytes, base));
    recent.set(key, { bytes, digest });
    return { digest };
  };
}

/** A tick is one byte, and one byte needs no new file. */
function asOneByte(
  root: string,
  path: string,
  before: Uint8Array,
  after: Uint8Array,
  { start, end, insert }: BytesEdit,
): string | undefined {
  if (end - start !== 1 || insert.length !== 1) return undefined;
  return writeByte(root, path, { before, after, at: start });
}

async function readBase(root: string, path: string, base: string): Promise<Uint8Array> {
  const bytes = await readWhole(root, path);
  if (digestOf(bytes) !== base) throw changedOutside(path);
  return bytes;
}
