import { formats, type SpecFormat } from "./formats";

/**
 * A repository can hold several projects, each in a folder of its own: `packages/app/specs/001-x`. Paths of
 * documents are those of the repository, as git has them; a feature's ID says the project's folder.
 */

/** A path of a project as one of its repository. */
export const inFolder = (within: string, path: string): string =>
  within === "" ? path : `${within}/${path}`;

/** A path of the repository as one of the project in it; paths elsewhere stay as they are. */
export const projectPath = (within: string, path: string): string =>
  within !== "" && path.startsWith(`${within}/`) ? path.slice(within.length + 1) : path;

/** The ID of a feature of a project in a folder: no other project of the repository has one like it. */
export const innerId = (within: string, id: string): string =>
  within === "" ? id : `${within.replaceAll("/", "~")}~${id}`;

/** The folder of the project that a feature is of; empty for the repository itself. */
export function folderOfProject(feature: {
  readonly format: SpecFormat;
  readonly folder: string;
}): string {
  const above = feature.folder.slice(0, feature.folder.lastIndexOf("/"));
  return above.slice(0, Math.max(0, above.length - formats[feature.format].folder.length - 1));
}
