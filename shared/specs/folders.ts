import { documentFolders, placeOf } from "./formats";
import { projectPath } from "./inner-project";

/**
 * Whether a file is one of the project's spec documents, or stands beside them.
 * @param within the project's folder in the repository; empty for the whole
 */
export function isSpecFile(path: string, within = ""): boolean {
  const own = projectPath(within, path);
  if (within !== "" && own === path) return false;
  return documentFolders.some((folder) => own.startsWith(`${folder}/`));
}

/** The feature of Spec Kit's that a file belongs to, by its folder's name; undefined for one of none. */
export function featureOf(path: string): string | undefined {
  const place = placeOf(path);
  return place?.format === "spec-kit" && place.folder !== path
    ? place.folder.slice(place.folder.lastIndexOf("/") + 1)
    : undefined;
}
