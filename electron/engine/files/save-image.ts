import { extname } from "node:path";
import { Problem } from "@shared/base/problem";
import { writeAtomically } from "./atomic-write";
import { type ImageKind, imageKindOf } from "./image-kinds";

/** Bytes. A larger image makes the repository heavy for everyone who clones it. */
export const largestImage = 20_000_000;

/**
 * Saves an image into a folder of the project under an unused name. The kind is detected from the bytes and not
 * from the name.
 * @param root the project's top folder
 * @param folder a project path; it must exist
 * @param name the original file name. Pictures from the clipboard are all called `image.png`
 * @returns the project path of the new file
 * @throws {Problem} `bad-request` when the bytes are not an image or too large; otherwise as `writeAtomically`
 */
export async function saveImage(
  root: string,
  folder: string,
  { name, bytes, now }: { name: string; bytes: Uint8Array; now: Date },
): Promise<string> {
  const kind = checkImage(name, bytes);
  const [extension = ""] = kind.extensions;
  const stem = safeStem(name) ?? `image-${stamp(now)}`;
  for (let number = 1; number < 1000; number += 1) {
    const path = `${folder}/${stem}${number === 1 ? "" : `-${number}`}${extension}`;
    try {
      await writeAtomically(root, path, bytes, undefined);
      return path;
    } catch (error) {
      // A file of this name already exists.
      if (!(error instanceof Problem) || error.code !== "changed-outside") throw error;
    }
  }
  throw new Problem(
    "cannot-write",
    "There are too many images of this name. Rename it first.",
    name,
  );
}

/**
 * The kind of an image that may be saved.
 * @throws {Problem} `bad-request` when the bytes are not an image or too large
 */
export function checkImage(name: string, bytes: Uint8Array): ImageKind {
  if (bytes.length > largestImage)
    throw new Problem(
      "bad-request",
      "This image is larger than 20 MB. Make it smaller first.",
      name,
    );
  const kind = imageKindOf(bytes);
  if (!kind)
    throw new Problem(
      "bad-request",
      "This is not a PNG, JPEG, GIF, WebP or SVG image. Convert it to one of these first.",
      name,
    );
  return kind;
}

/** The file name without its extension, safe on every system and in an address; undefined when no character remains. */
export function safeStem(name: string): string | undefined {
  const stem = name
    .slice(0, name.length - extname(name).length)
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}_-]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80);
  if (stem === "" || stem.toLowerCase() === "image") return undefined;
  return /^(?:con|prn|aux|nul|com\d|lpt\d)$/i.test(stem) ? `${stem}-image` : stem;
}

/** `20261125-141502`, in local time. */
function stamp(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const day = `${now.getFullYear()}${two(now.getMonth() + 1)}${two(now.getDate())}`;
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
