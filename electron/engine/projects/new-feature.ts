import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { featurePrefix, nextNumber, slugOf, timePrefix } from "@shared/specs/feature-name";
import { fillTemplate } from "@shared/specs/template";
import { openProjectFiles, type ProjectFiles } from "../files/project-files";
import { readFeature, specsFolder } from "./features";
import { findTemplate, numbersByTime } from "./templates";

/** The largest number of attempts when other programs take the same numbers. */
const attempts = 20;

/** The properties of a new feature, if it were created now. */
export interface NextFeature {
  /** The number, or the time, at the beginning of its folder's name. */
  readonly prefix: string;
  /** The project path of its spec's template; undefined for the one that ships with the app. */
  readonly template: string | undefined;
}

/**
 * Computes the next feature without writing anything.
 * @param shipped the folder of the templates that ship with the app
 * @throws {Problem} as `findTemplate`
 */
export async function nextFeature(top: string, shipped: string): Promise<NextFeature> {
  const files = openProjectFiles(top);
  const [prefix, { path }] = await Promise.all([
    nextPrefix(files, new Date()),
    findTemplate(files, "spec-template", shipped),
  ]);
  return { prefix, template: path };
}

/**
 * Creates the folder and the spec of a new feature, with the next number. Makes no commit and no branch, because a
 * feature's folder and its branch are independent.
 * @param top the project's top folder
 * @param title the person's title
 * @param shipped the folder of the templates that ship with the app
 * @throws {Problem} `cannot-write`; `outside-project` for a specs folder that leads elsewhere; as `findTemplate`
 */
export async function createFeature(
  top: string,
  title: string,
  shipped: string,
): Promise<FeatureSummary> {
  const files = openProjectFiles(top);
  const template = await findTemplate(files, "spec-template", shipped);
  const now = new Date();
  const id = await claim(files, slugOf(title), now);
  const folder = `${specsFolder}/${id}`;
  try {
    const text = fillTemplate(template.text, { title, feature: id, now });
    await files.create(`${folder}/spec.md`, text);
  } catch (error) {
    await files.dropFolder(folder);
    throw error;
  }
  return readFeature(files, "spec-kit", id);
}

/** Creates a feature's folder under a number that no other folder has or gets meanwhile. */
async function claim(files: ProjectFiles, slug: string, now: Date): Promise<string> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const id = `${await nextPrefix(files, new Date(now.getTime() + attempt * 1000))}-${slug}`;
    const folder = `${specsFolder}/${id}`;
    if (!(await files.claimFolder(folder))) continue;
    // Spec Kit's own script, or another window, may have used the number for another name since.
    const prefix = featurePrefix(id);
    const same = (await namesIn(files)).filter((name) => featurePrefix(name) === prefix);
    if (same.length <= 1) return id;
    await files.dropFolder(folder);
    // The other program gives the number up as well. A random pause keeps the next attempts apart.
    await pause(Math.random() * 20 * (attempt + 1));
  }
  throw new Problem(
    "cannot-write",
    "Other programs are making features in this project at the moment. Try again.",
    specsFolder,
  );
}

async function nextPrefix(files: ProjectFiles, now: Date): Promise<string> {
  return (await numbersByTime(files)) ? timePrefix(now) : nextNumber(await namesIn(files));
}

const namesIn = async (files: ProjectFiles): Promise<string[]> =>
  (await files.list(specsFolder)).map(({ name }) => name);
