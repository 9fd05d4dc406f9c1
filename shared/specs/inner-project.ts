import { formats, type SpecFormat } from "./formats";

/**
 * A repository can contain several projects, each in a folder of its own: `packages/app/specs/001-x`. Paths
 * of documents are relative to the repository, as in git. A feature's ID contains the project's folder.
 */

/** Converts a path in the project to a path in the repository. */
export const inFolder = (within: string, path: string): string =>
  within === "" ? path : `${within}/${path}`;

/** Converts a path in the repository to a path in the project. Other paths stay as they are. */
export const projectPath = (within: string, path: string): string =>
  within !== "" && path.startsWith(`${within}/`) ? path.slice(within.length + 1) : path;

/** The ID of a feature of a project in a folder. It is unique in the repository. */
export const innerId = (within: string, id: string): string =>
  within === "" ? id : `${within.replaceAll("/", "~")}~${id}`;

/** The folder of the project that a feature belongs to; empty for the repository itself. */
export function folderOfProject(feature: {
  readonly format: SpecFormat;
  readonly folder: string;
}): string {
  const above = feature.folder.slice(0, feature.folder.lastIndexOf("/"));
  return above.slice(0, Math.max(0, above.length - formats[feature.format].folder.length - 1));
}
