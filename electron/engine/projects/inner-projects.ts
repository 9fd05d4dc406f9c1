import { join } from "node:path";
import { realPath } from "../../system/disk";
import { openProjectFiles } from "../files/project-files";
import { hasFeatures } from "./features";

/** The largest depth of the search for projects, and the largest number of searched folders. */
const deepest = 4;
const mostFolders = 2000;

/** Folders that are not searched: tools make them, and they are often large. */
const passedOver = /^(?:\..*|node_modules|vendor|target|dist|build|out|coverage|__pycache__)$/;

/** Folders that contain the specs of a format, and so mark a project. */
const marks = ["specs", "openspec", ".kiro"];

/**
 * Finds the projects below a folder, as in a repository of several packages: the folders with features of any
 * format. Links are not followed.
 * @returns paths below the folder, with forward slashes, in alphabetical order, without the folder itself
 */
export async function findProjects(top: string): Promise<string[]> {
  const files = openProjectFiles(top);
  const found: string[] = [];
  let looked = 0;
  let level = [""];
  for (let depth = 0; depth <= deepest && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (const folder of level) {
      if (++looked > mostFolders) return found.sort();
      const names = (await files.list(folder)).filter((it) => it.folder).map(({ name }) => name);
      const marked = marks.some((name) => names.includes(name));
      if (folder !== "" && marked && (await isProject(top, folder))) found.push(folder);
      for (const name of names)
        if (!passedOver.test(name) && !marks.includes(name))
          next.push(folder === "" ? name : `${folder}/${name}`);
    }
    level = next;
  }
  return found.sort();
}

/** A link to a project does not count, because the project would appear twice. */
async function isProject(top: string, folder: string): Promise<boolean> {
  const path = join(top, folder);
  if ((await realPath(path)) !== join(await realPath(top), folder)) return false;
  return hasFeatures(openProjectFiles(path));
}
