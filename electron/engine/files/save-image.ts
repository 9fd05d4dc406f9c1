import { extname } from "node:path";
import { Problem } from "@shared/base/problem";
import { writeAtomically } from "./atomic-write";
import { type ImageKind, imageKindOf } from "./image-kinds";

/** Bytes: what is larger makes the repository heavy for everyone who clones it. */
export const largestImage = 20_000_000;

/**
 * Puts an image into a folder of the project under a name that nothing there has. The kind is read from the
 * bytes, whatever the name says.
 * @param root the project's top folder
 * @param folder a project path; it must be there
 * @param name what the file was called; a picture from the clipboard is called `image.png` by everyone
 * @returns the project path of the new file
 * @throws {Problem} `bad-request` for what is no image or too large; as `writeAtomically` otherwise
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
      // Somebody has that name already.
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
 * @throws {Problem} `bad-request` for what is no image or too large
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

/** A file name without its ending that is safe on every system and in an address; undefined for none. */
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
