import { Problem } from "@shared/base/problem";

/** Saves an image beside the document. @returns the address from the document to it */
export type SaveImage = (file: File) => Promise<string>;

export interface ImageOptions {
  readonly save: SaveImage;
  /** Says what went wrong. */
  readonly report: (error: unknown) => void;
}

/** An image that was saved, as it is linked. */
export interface SavedImage {
  readonly src: string;
  readonly alt: string;
}

/** The files that are pasted; none where they only come along with a text. */
export function filesOf(pasted: DataTransfer | null): readonly File[] {
  // Text from a word processor comes with a picture of itself, a file with its name or path.
  const isText = pasted?.getData("text/plain") !== "" && pasted?.getData("text/html") !== "";
  return isText ? [] : [...(pasted?.files ?? [])];
}

/** The files that are dropped. */
export const droppedFiles = ({ dataTransfer }: DragEvent): readonly File[] => [
  ...(dataTransfer?.files ?? []),
];

/** Says that files that were put into a document that can only be read are not in it. */
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
 * Saves images one after the other; one that is refused does not hold back the others.
 * @param put links one in the text; false when the text is gone
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
