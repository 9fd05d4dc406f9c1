import { setTimeout as pause } from "node:timers/promises";
import { Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { featurePrefix, nextNumber, slugOf, timePrefix } from "@shared/specs/feature-name";
import { fillTemplate } from "@shared/specs/template";
import { openProjectFiles, type ProjectFiles } from "../files/project-files";
import { readFeature, specsFolder } from "./features";
import { findTemplate, numbersByTime } from "./templates";

/** How often a number that somebody else took at the same time is given up for the next. */
const attempts = 20;

/** What a new feature would be, if it were made now. */
export interface NextFeature {
  /** The number, or the time, that its folder's name begins with. */
  readonly prefix: string;
  /** The template of its spec, a project path; undefined for the one that ships with the app. */
  readonly template: string | undefined;
}

/**
 * Looks ahead at the next feature. Nothing is written.
 * @param shipped the folder of the templates that ship with the app
 * @throws {Problem} as `findTemplate` does
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
 * Creates the folder and the spec of a new feature, with the next number. Nothing is committed, and no
 * branch is made: a feature's folder and its branch are independent.
 * @param top the project's top folder
 * @param title what the person calls it
 * @param shipped the folder of the templates that ship with the app
 * @throws {Problem} `cannot-write`; `outside-project` for a specs folder that leads elsewhere; as
 * `findTemplate` does
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

/** Makes a feature's folder under a number that no other folder has, or gets meanwhile. */
async function claim(files: ProjectFiles, slug: string, now: Date): Promise<string> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const id = `${await nextPrefix(files, new Date(now.getTime() + attempt * 1000))}-${slug}`;
    const folder = `${specsFolder}/${id}`;
    if (!(await files.claimFolder(folder))) continue;
    // Spec Kit's own script, or another window, may have taken the number for another name since.
    const prefix = featurePrefix(id);
    const same = (await namesIn(files)).filter((name) => featurePrefix(name) === prefix);
    if (same.length <= 1) return id;
    await files.dropFolder(folder);
    // Whoever took it gives it up as well; the next try of both must not be at the same time again.
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
