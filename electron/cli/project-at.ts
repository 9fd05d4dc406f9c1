import { posix, resolve, sep } from "node:path";
import { Problem } from "@shared/base/problem";
import { formats, specFormats } from "@shared/specs/formats";
import type { ProjectFiles } from "../engine/files/project-files";
import { readFeatures, specsFolder } from "../engine/projects/features";
import { findProjects } from "../engine/projects/inner-projects";
import { kindAt, kindOf, realPath } from "../system/disk";
import { systemCode } from "../system/system-error";

export interface Where {
  /** The project's top folder. */
  readonly root: string;
  /** The path prefix of the selected features' folders. */
  readonly under: string;
}

/**
 * Resolves a project's folder, the folder of its specs, or one feature's folder.
 * @throws {Problem} `not-a-folder` for a file; `folder-missing`, whose message names projects below the folder if
 * some exist
 */
export async function projectAt(named: string): Promise<Where> {
  const folder = resolve(named).replaceAll(sep, "/");
  await checkFolder(folder);
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
  await checkPlaces(folder);
  const inner = await findProjects(folder);
  throw new Problem(
    "folder-missing",
    `${folder} has no ${specsFolder} folder. ${await whatToName(folder)}`,
    inner.length === 0 ? undefined : `Projects in it: ${inner.join(", ")}`,
  );
}

const places = specFormats.map((format) => formats[format].folder);

async function checkFolder(folder: string): Promise<void> {
  switch (await kindOf(folder)) {
    case "folder":
      return;
    case "missing": {
      const link = await brokenLink(folder);
      throw new Problem("folder-missing", link ?? `There is no folder ${folder}.`);
    }
    case "file":
    case "other":
      throw new Problem(
        "not-a-folder",
        `${folder} is a file, not a folder. ${await whatToName(posix.dirname(folder))}`,
      );
  }
}

/**
 * Checks the paths at which a folder of specs may be.
 * @throws {Problem} when one of them is anything but a folder
 */
async function checkPlaces(folder: string): Promise<void> {
  for (const place of places) {
    // For `.kiro/specs` the parent folder is checked too.
    for (const part of new Set([posix.dirname(place), place])) {
      const path = posix.join(folder, part);
      const kind = await kindOf(path);
      const link = kind === "missing" ? await brokenLink(path) : undefined;
      if (link !== undefined) throw new Problem("folder-missing", link);
      if (kind === "file" || kind === "other")
        throw new Problem(
          "not-a-folder",
          `${path} is a file, and specs are read from a folder of that name. Move the file away.`,
        );
    }
  }
}

/** The reason why a link leads nowhere; undefined for anything but a link. */
async function brokenLink(path: string): Promise<string | undefined> {
  if ((await kindAt(path)) !== "link") return undefined;
  const error = await realPath(path).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  const where = systemCode(error) === "ELOOP" ? "in a circle" : "to nothing that can be read";
  return `${path} is a link that leads ${where}. Make it lead to a folder.`;
}

/** The folder of the feature or project that contains a folder, as a suggestion for the person. */
async function whatToName(folder: string): Promise<string> {
  for (let at = folder; at !== posix.dirname(at); at = posix.dirname(at)) {
    if (places.some((place) => posix.dirname(at).endsWith(`/${place}`)))
      return `Name the feature's folder: ${at}`;
    for (const place of places)
      if ((await kindOf(posix.join(at, place))) === "folder")
        return `Name the project's folder: ${at}`;
  }
  return "Name a project, or a feature's folder.";
}

/**
 * The selected features.
 * @throws {Problem} `file-missing` when no feature has the name
 */
export async function featuresAt(files: ProjectFiles, under: string, name: string | undefined) {
  const found = (await readFeatures(files)).filter(
    ({ id, number, folder }) =>
      (under === "" || folder === under) && (name === undefined || id === name || number === name),
  );
  if (found.length > 0 || (under === "" && name === undefined)) return found;
  throw new Problem("file-missing", `There is no feature ${name ?? under} here.`);
}
