import { type FileHandle, mkdir, readdir, rmdir, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import type { DocumentContent } from "@shared/contracts/documents";
import { Problem } from "@shared/contracts/problem";
import type { TextEdit } from "@shared/contracts/text-edit";
import { changedOutside, writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { editBytes } from "./edit-bytes";
import { imageKindOf } from "./image-kinds";
import { lockOf } from "./locked";
import { locate, openInside } from "./path-guard";
import { createRecent } from "./recent";
import { checkImage, largestImage, saveImage } from "./save-image";
import { systemCode, writeProblem } from "./system-error";

const nothing = new Uint8Array();

/** Bytes. A document beyond this would make the editor useless; an image, the window's memory. */
const limits = { document: 20_000_000, image: largestImage } as const;

/** The files of one project, as far as the window may reach them. */
export interface ProjectFiles {
  /**
   * Reads a document.
   * @throws {Problem} `file-missing`, `outside-project`, `not-text` for one that is too large
   */
  read(path: string): Promise<DocumentContent>;
  /**
   * Edits a document whose content still has the SHA-256 `base`.
   * @returns the new digest
   * @throws {Problem} `changed-outside`, `cannot-write`, `outside-project`, `file-missing`, `bad-request` for
   * an edit that is none of that content
   */
  write(path: string, edit: TextEdit, base: string): Promise<{ digest: string }>;
  /** Creates a document and the folders it needs; refuses one that exists with `changed-outside`. */
  create(path: string, text: string): Promise<{ digest: string }>;
  /**
   * Makes a folder, and those above it, for nobody else: says false when it was there already.
   * @throws {Problem} `cannot-write`, `outside-project`
   */
  claimFolder(path: string): Promise<boolean>;
  /** Removes a folder that holds nothing; leaves any other. */
  dropFolder(path: string): Promise<void>;
  /** An image as a data URL; null when it is missing, too large or of no kind that we show. */
  image(path: string): Promise<{ url: string } | null>;
  /**
   * Puts an image beside a document, into the feature's folder `assets`.
   * @returns the address from the document to it
   * @throws {Problem} see `saveImage`
   */
  saveImage(document: string, name: string, bytes: Uint8Array): Promise<{ href: string }>;
  /**
   * The text of a file, bytes that are no UTF-8 replaced: to look into, not to write back.
   * @throws {Problem} as `read` does
   */
  text(path: string): Promise<string>;
  /** Names in a folder, sorted, folders told apart; empty when it is missing. The top folder is "". */
  list(folder: string): Promise<readonly { name: string; folder: boolean }[]>;
}

/** @param root the project's top folder */
export function openProjectFiles(root: string): ProjectFiles {
  // What a document was when it was last read or written is most often what the next edit is based on: its
  // new content can be on its way to the disk while the file is still looked at.
  const recent = createRecent<{ readonly bytes: Uint8Array; readonly digest: string }>(mostRecent);
  const contentOf = async (path: string, base: string): Promise<Uint8Array> => {
    const known = recent.get(path);
    if (known?.digest === base) return known.bytes;
    const bytes = await readWhole(root, path);
    if (digestOf(bytes) !== base) throw changedOutside(path);
    return bytes;
  };
  return {
    async read(path) {
      const bytes = await readWhole(root, path);
      const content = await asContent(root, path, bytes);
      recent.set(path, { bytes, digest: content.digest });
      return content;
    },
    async write(path, edit, base) {
      const bytes = editBytes(await contentOf(documentPath(path), base), edit);
      const digest = await writeAtomically(root, path, bytes, base);
      recent.set(path, { bytes, digest });
      return { digest };
    },
    async create(path, text) {
      await makeFolders(root, dirname(documentPath(path)));
      return {
        digest: await writeAtomically(
          root,
          path,
          editBytes(nothing, { from: 0, to: 0, insert: text }),
          undefined,
        ),
      };
    },
    async claimFolder(path) {
      await makeFolders(root, dirname(path));
      return makeFolder(root, path);
    },
    async dropFolder(path) {
      await rmdir((await locate(root, path)).path).catch(() => undefined);
    },
    image: (path) => image(root, path),
    async saveImage(document, name, bytes) {
      const { folder, href } = assetsOf(document);
      await locate(root, documentPath(document));
      checkImage(name, bytes);
      await makeFolders(root, folder);
      const path = await saveImage(root, folder, { name, bytes, now: new Date() });
      return { href: href + path.slice(folder.length) };
    },
    text: async (path) => (await readWhole(root, path)).toString("utf8"),
    list: (folder) => list(root, folder),
  };
}

/** Where a document's images are, and the address from it to there: one folder for a whole feature. */
function assetsOf(document: string): { folder: string; href: string } {
  const feature = /^specs\/[^/]+(?=\/)/.exec(document)?.[0];
  if (feature === undefined) {
    const folder = dirname(document);
    return { folder: folder === "." ? "assets" : `${folder}/assets`, href: "assets" };
  }
  const depth = document.slice(feature.length + 1).split("/").length - 1;
  return { folder: `${feature}/assets`, href: `${"../".repeat(depth)}assets` };
}

/** Documents whose content is held: those that are open in a window or two. */
const mostRecent = 4;

async function asContent(root: string, path: string, bytes: Uint8Array): Promise<DocumentContent> {
  const digest = digestOf(bytes);
  try {
    // Without ignoreBOM the byte-order mark would be lost, and with it the file's first three bytes.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const place = await locate(root, path);
    return {
      path,
      text,
      digest,
      readOnly: await lockOf(place.path, (await stat(place.path)).mode),
    };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { path, text, digest, readOnly: "not-utf8" };
  }
}

/**
 * The bytes of a file of a project.
 * @throws {Problem} `file-missing`, `outside-project`, `not-text` for one that is too large
 */
export async function readWhole(root: string, path: string): Promise<Buffer> {
  const bytes = await bytesOf(root, path, limits.document);
  if (bytes === "too-large")
    throw new Problem(
      "not-text",
      "This file is larger than 20 MB. Open it in another editor.",
      path,
    );
  return bytes;
}

/** The whole content of a file of the project, of at most `limit` bytes. */
async function bytesOf(root: string, path: string, limit: number): Promise<Buffer | "too-large"> {
  const { handle, size } = await openInside(root, path);
  try {
    if (size > limit) return "too-large";
    // One byte more than there should be: a shorter answer is the end of the file, without a second look.
    const bytes = Buffer.allocUnsafe(size + 1);
    const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
    return bytesRead === size ? bytes.subarray(0, size) : await readGrowing(handle, limit);
  } catch (error) {
    throw new Problem("file-missing", "The file could not be read.", String(error));
  } finally {
    await handle.close();
  }
}

/** A file that changes its size while it is read. */
async function readGrowing(handle: FileHandle, limit: number): Promise<Buffer | "too-large"> {
  const chunks: Buffer[] = [];
  let total = 0;
  for (let bytesRead = 1; bytesRead > 0 && total <= limit; total += bytesRead) {
    const chunk = Buffer.allocUnsafe(1 << 20);
    bytesRead = (await handle.read(chunk, 0, chunk.length, total)).bytesRead;
    chunks.push(chunk.subarray(0, bytesRead));
  }
  return total > limit ? "too-large" : Buffer.concat(chunks);
}

/**
 * The window writes documents and nothing else: with any other file of the project it could make a
 * later build or commit run what it likes.
 */
function documentPath(path: string): string {
  if (!/\.(?:md|markdown)$/i.test(path))
    throw new Problem("cannot-write", "Only Markdown documents can be saved here.", path);
  return path;
}

/** Makes a project folder, one level at a time so that each is checked. */
async function makeFolders(root: string, folder: string): Promise<void> {
  if (folder === ".") return;
  await makeFolders(root, dirname(folder));
  await makeFolder(root, folder);
}

/** @returns whether it was made now */
async function makeFolder(root: string, folder: string): Promise<boolean> {
  const place = await locate(root, folder);
  if (place.exists) return false;
  try {
    await mkdir(place.path);
    return true;
  } catch (error) {
    if (systemCode(error) === "EEXIST") return false;
    throw writeProblem(error);
  }
}

async function image(root: string, path: string): Promise<{ url: string } | null> {
  const bytes = await bytesOf(root, path, limits.image).catch((error: unknown) => {
    if (error instanceof Problem && error.code === "file-missing") return undefined;
    throw error;
  });
  if (bytes === undefined || bytes === "too-large") return null;
  const kind = imageKindOf(bytes);
  if (!kind?.extensions.includes(extname(path).toLowerCase())) return null;
  return { url: `data:${kind.type};base64,${bytes.toString("base64")}` };
}

async function list(root: string, folder: string) {
  try {
    const { path } = folder === "" ? { path: root } : await locate(root, folder);
    const entries = await readdir(path, { withFileTypes: true });
    const named = await Promise.all(
      entries.map(async (entry) => ({
        name: entry.name,
        folder: entry.isSymbolicLink()
          ? await leadsToFolder(join(path, entry.name))
          : entry.isDirectory(),
      })),
    );
    return named.sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof Problem || systemCode(error) !== undefined) return [];
    throw error;
  }
}

async function leadsToFolder(path: string): Promise<boolean> {
  return stat(path).then(
    (stats) => stats.isDirectory(),
    () => false,
  );
}
