import { join, relative, sep } from "node:path";
import type { FeatureSummary } from "@shared/contracts/project";
import { inFolder, innerId, projectPath } from "@shared/specs/inner-project";
import { kindAt, realPath } from "../../system/disk";
import { openProjectFiles } from "../files/project-files";
import { hasFeatures } from "./features";

/**
 * The project of a folder in a repository: the nearest folder upwards that contains Spec Kit's folder or features;
 * otherwise the whole repository.
 * @param top the repository's top folder, without symbolic links
 * @returns the folder as a path of the repository; empty for the repository itself
 */
export async function projectFolder(top: string, folder: string): Promise<string> {
  let within = relative(top, await realPath(folder))
    .split(sep)
    .join("/");
  while (within !== "") {
    const here = join(top, within);
    if ((await kindAt(join(here, ".specify"))) === "folder") return within;
    if (await hasFeatures(openProjectFiles(here))) return within;
    within = within.includes("/") ? within.slice(0, within.lastIndexOf("/")) : "";
  }
  return "";
}

/** A feature with its project paths converted to paths of the repository. */
export const featureWithin = (within: string, feature: FeatureSummary): FeatureSummary =>
  within === ""
    ? feature
    : {
        ...moved(feature, (path) => inFolder(within, path)),
        id: innerId(within, feature.id),
      };

/** A feature with its repository paths converted to paths of the project. */
export const featureInProject = (within: string, feature: FeatureSummary): FeatureSummary =>
  within === ""
    ? feature
    : {
        ...moved(feature, (path) => projectPath(within, path)),
        id: feature.id.slice(innerId(within, "").length),
      };

function moved(feature: FeatureSummary, move: (path: string) => string): FeatureSummary {
  const all = <T extends { readonly path: string }>(them: readonly T[]) =>
    them.map((it) => ({ ...it, path: move(it.path) }));
  const { folder, documents, unreadableLists } = feature;
  return {
    ...feature,
    folder: move(folder),
    documents: all(documents),
    ...(unreadableLists === undefined ? {} : { unreadableLists: all(unreadableLists) }),
  };
}
