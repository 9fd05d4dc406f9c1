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

/** Access of a window to the files of one project. */
export interface ProjectFiles {
  /**
   * Reads a document.
   * @throws {Problem} `file-missing`, `outside-project`, `not-text` for one above the size limit
   */
  read(path: string): Promise<DocumentContent>;
  /**
   * Edits a document whose content still has the SHA-256 `base`.
   * @returns the new digest
   * @throws {Problem} `changed-outside`, `cannot-write`, `outside-project`, `file-missing`, `bad-request` for an
   * edit outside of that content
   */
  write(path: string, edit: TextEdit, base: string): Promise<{ digest: string }>;
  /** Creates a document and its folders; refuses an existing document with `changed-outside`. */
  create(path: string, text: string): Promise<{ digest: string }>;
  /**
   * Creates a folder and its parents.
   * @returns false when the folder existed already, so that only one caller gets true
   * @throws {Problem} `cannot-write`, `outside-project`
   */
  claimFolder(path: string): Promise<boolean>;
  /** Removes an empty folder; leaves any other. */
  dropFolder(path: string): Promise<void>;
  /** An image as a data URL; null when it is missing, too large or of another kind. */
  image(path: string): Promise<{ url: string } | null>;
  /**
   * Saves an image into the folder `assets` of the document's feature.
   * @returns the image's address relative to the document
   * @throws {Problem} see `saveImage`
   */
  saveImage(document: string, name: string, bytes: Uint8Array): Promise<{ href: string }>;
  /**
   * The text of a file, with invalid UTF-8 replaced: for reading, not for writing back.
   * @throws {Problem} as `read`
   */
  text(path: string): Promise<string>;
  /** The entries of a folder, sorted by name; empty when the folder is missing. The top folder is "". */
  list(folder: string): Promise<readonly { name: string; folder: boolean }[]>;
}

/**
 * @param root the project's top folder
 * @param write edits documents; by default in this thread
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

/** The image folder of a document, one for a whole feature, and its address relative to the document. */
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
    // Without ignoreBOM the decoder would drop the byte-order mark, the file's first three bytes.
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { ...about, text, readOnly: await lockOf(place.path, Number(mode)) };
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return { ...about, text, readOnly: "not-utf8" };
  }
}

/**
 * A window may write Markdown documents only. By writing another file of the project it could make a later build
 * or commit run any code.
 */
function documentPath(path: string): string {
  if (!/\.(?:md|markdown)$/i.test(path))
    throw new Problem("cannot-write", "Only Markdown documents can be saved here.", path);
  return path;
}

/** Creates a project folder level by level, so that each level is checked. */
async function makeFolders(root: string, folder: string): Promise<void> {
  if (folder === ".") return;
  await makeFolders(root, dirname(folder));
  await makeFolder(root, folder);
}

/** @returns whether this call created the folder */
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
