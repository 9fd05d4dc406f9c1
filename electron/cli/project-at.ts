import { posix, resolve, sep } from "node:path";
import { Problem } from "@shared/contracts/problem";
import { formats, specFormats } from "@shared/specs/formats";
import { kindOf } from "../files/disk";
import type { ProjectFiles } from "../files/project-files";
import { readFeatures, specsFolder } from "../projects/features";
import { findProjects } from "../projects/inner-projects";

export interface Where {
  /** The project's top folder. */
  readonly root: string;
  /** The features' folders that are meant: all that begin so. */
  readonly under: string;
}

/**
 * A project's folder, the folder of its specs, or one feature's folder in it.
 * @throws {Problem} `folder-missing`, which names the projects below the folder if there are some
 */
export async function projectAt(named: string): Promise<Where> {
  const folder = resolve(named).replaceAll(sep, "/");
  if ((await kindOf(folder)) !== "folder")
    throw new Problem("folder-missing", `There is no folder ${folder}.`);
  const places = specFormats.map((format) => formats[format].folder);
  for (const place of places)
    if ((await kindOf(resolve(folder, place))) === "folder") return { root: folder, under: "" };
  for (const place of places) {
    if (folder.endsWith(`/${place}`))
      return { root: folder.slice(0, -place.length - 1), under: "" };
    const parent = posix.dirname(folder);
    if (parent.endsWith(`/${place}`))
      return {
        root: parent.slice(0, -place.length - 1),
        under: `${place}/${posix.basename(folder)}`,
      };
  }
  const inner = await findProjects(folder);
  throw new Problem(
    "folder-missing",
    `${folder} has no ${specsFolder} folder. Name a project, or a feature's folder.`,
    inner.length === 0 ? undefined : `Projects in it: ${inner.join(", ")}`,
  );
}

/**
 * The features that are meant.
 * @throws {Problem} `file-missing` for a name that none has
 */
export async function featuresAt(files: ProjectFiles, under: string, name: string | undefined) {
  const found = (await readFeatures(files)).filter(
    ({ id, number, folder }) =>
      (under === "" || folder === under) && (name === undefined || id === name || number === name),
  );
  if (found.length > 0 || (under === "" && name === undefined)) return found;
  throw new Problem("file-missing", `There is no feature ${name ?? under} here.`);
}
