import { mkdir, readdir, rmdir, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { TextEdit } from "@shared/base/text-edit";
import type { DocumentContent } from "@shared/contracts/documents";
import { systemCode, writeProblem } from "../../system/system-error";
import { writeAtomically } from "./atomic-write";
import { digestOf } from "./digest";
import { editBytes } from "./edit-bytes";
import { imageKindOf } from "./image-kinds";
import { lockOf } from "./locked";
import { locate } from "./path-guard";
import { bytesOf, readWhole } from "./read-whole";
import { checkImage, largestImage, saveImage } from "./save-image";
import { createDocumentWriter, type WriteDocument } from "./write-document";

const nothing = new Uint8Array();

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

/**
 * @param root the project's top folder
 * @param write what edits documents; here, unless something else is told to
 */
export function openProjectFiles(
  root: string,
  write: WriteDocument = createDocumentWriter(),
): ProjectFiles {
  return {
    async read(path) {
      return asContent(root, path, await readWhole(root, path));
    },
    write: async (path, edit, base) => write({ root, path: documentPath(path), edit, base }),
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

async function asContent(root: string, path: string, bytes: Uint8Array): Promise<DocumentContent> {
  const place = await locate(root, path);
  const { mode, ino, mtimeNs } = await stat(place.path, { bigint: true });
  const about = { path, digest: digestOf(bytes), written: `${ino} ${mtimeNs}` };
  try {
    // Without ignoreBOM the byte-order mark would be lost, and with it the file's first three bytes.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { ...about, text, readOnly: await lockOf(place.path, Number(mode)) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { ...about, text, readOnly: "not-utf8" };
  }
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
  const bytes = await bytesOf(root, path, largestImage).catch((error: unknown) => {
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
