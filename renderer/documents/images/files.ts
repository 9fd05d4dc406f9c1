import { Problem } from "@shared/base/problem";

/** Saves an image beside the document. @returns the address from the document to it */
export type SaveImage = (file: File) => Promise<string>;

export interface ImageOptions {
  readonly save: SaveImage;
  /** Tells the person about a failure. */
  readonly report: (error: unknown) => void;
}

/** The link to a saved image. */
export interface SavedImage {
  readonly src: string;
  readonly alt: string;
}

/** The pasted files; none when the clipboard contains text. */
export function filesOf(pasted: DataTransfer | null): readonly File[] {
  // Text from a word processor comes with a picture of the text, and a file with its name or path.
  const isText = pasted?.getData("text/plain") !== "" && pasted?.getData("text/html") !== "";
  return isText ? [] : [...(pasted?.files ?? [])];
}

/** The dropped files. */
export const droppedFiles = ({ dataTransfer }: DragEvent): readonly File[] => [
  ...(dataTransfer?.files ?? []),
];

/** Tells the person that a read-only document did not take the files. */
export function refuseFiles(
  event: Event,
  files: readonly File[],
  { report }: ImageOptions,
): boolean {
  if (files.length === 0) return false;
  event.preventDefault();
  report(
    new Problem(
      "cannot-write",
      "This document can only be read here, so no image was put into it.",
      files.map(({ name }) => name).join("\n"),
    ),
  );
  return true;
}

/**
 * Saves images one after the other. A refused image does not hold back the others.
 * @param put links an image in the text; false when the text is closed
 */
export async function saveEach(
  files: readonly File[],
  { save, report }: ImageOptions,
  put: (image: SavedImage) => boolean,
): Promise<void> {
  for (const file of files) {
    const src = await save(file).catch(report);
    if (typeof src !== "string") continue;
    if (!put({ src, alt: file.name.replace(/\.[^.]*$/, "") })) return;
  }
}
