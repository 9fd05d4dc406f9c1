import { documentFolders, placeOf } from "./formats";
import { projectPath } from "./inner-project";

/**
 * Whether a file is in one of the folders with the project's spec documents.
 * @param within the project's folder in the repository; empty for the repository itself
 */
export function isSpecFile(path: string, within = ""): boolean {
  const own = projectPath(within, path);
  if (within !== "" && own === path) return false;
  return documentFolders.some((folder) => own.startsWith(`${folder}/`));
}

/** The Spec Kit feature that a file belongs to, as its folder's name; undefined for other files. */
export function featureOf(path: string): string | undefined {
  const place = placeOf(path);
  return place?.format === "spec-kit" && place.folder !== path
    ? place.folder.slice(place.folder.lastIndexOf("/") + 1)
    : undefined;
}
