import { join } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import { kindOf, readText, realPath } from "../files/disk";
import { copyFolder, emptyFolder, makeEmptyFolder } from "../files/folders";
import { openProjectFiles, type ProjectFiles } from "../files/project-files";
import { writeProblem } from "../files/system-error";
import { firstCommit as commitNothing } from "../git/first-commit";
import { commitFiles, initialise as initialiseGit } from "../git/history";
import { defaultBranch, identity } from "../git/identity";
import { inspect } from "../git/inspect";
import { readFeature, specsFolder } from "./features";
import { slugOf } from "./slug";

/** The sample's history: each step takes the files that no earlier one took. */
const sampleHistory: readonly { readonly message: string; readonly takes: RegExp }[] = [
  { message: "Start the program\n", takes: /^(?!\.specify\/|specs\/|\.specwright\/)/ },
  { message: "Agree on a constitution\n", takes: /^\.specify\// },
  { message: "Specify and plan the first feature\n", takes: /^/ },
];

/**
 * Makes the sample project: a repository with a history of its own, by the person at this machine.
 * Needs no git on the machine.
 * @param from the folder that ships with the app
 * @param folder new or empty
 * @returns the repository's top folder, without symbolic links
 * @throws {Problem} `not-empty`, `not-a-folder`, `cannot-write`
 */
export async function createSample(from: string, folder: string): Promise<string> {
  await makeEmptyFolder(folder);
  try {
    let paths = await copyFolder(from, folder);
    await initialiseGit(folder, await defaultBranch(folder));
    const by = await identity(folder);
    for (const { message, takes } of sampleHistory) {
      const taken = paths.filter((path) => takes.test(path));
      paths = paths.filter((path) => !takes.test(path));
      if (taken.length > 0) await commitFiles(folder, taken, message, by);
    }
    return await realPath(folder);
  } catch (error) {
    // Half a sample would be in the way of the next attempt.
    await emptyFolder(folder).catch(() => undefined);
    throw writeProblem(error);
  }
}

/**
 * `git init` in a folder that is no repository. Its files stay as they are, uncommitted.
 * @throws {Problem} `folder-missing`, `not-a-folder`, `cannot-write`
 */
export async function initialise(folder: string): Promise<void> {
  const kind = await kindOf(folder);
  if (kind === "missing")
    throw new Problem("folder-missing", "That folder is no longer there. Choose another.", folder);
  if (kind !== "folder")
    throw new Problem("not-a-folder", "That is a file. Choose the folder it is in.", folder);
  try {
    await initialiseGit(folder, await defaultBranch(folder));
  } catch (error) {
    throw writeProblem(error);
  }
}

/**
 * A first, empty commit in a repository that has none; what is staged stays staged.
 * @throws {Problem} as `inspect` does, and `git-failed` when there is a commit already
 */
export async function firstCommit(folder: string): Promise<void> {
  await commitNothing({ ...(await inspect(folder)), trusted: false });
}

/**
 * Creates the folder and the spec of a new feature, with the next number. Nothing is committed.
 * @param top the project's top folder
 * @param title what the person calls it
 * @param templates the folder of the templates that ship with the app
 * @throws {Problem} `cannot-write`, `outside-project` for a specs folder that leads elsewhere
 */
export async function createFeature(
  top: string,
  title: string,
  templates: string,
): Promise<FeatureSummary> {
  const files = openProjectFiles(top);
  const id = `${await nextNumber(files)}-${slugOf(title)}`;
  const template = await specTemplate(files, templates);
  await files.create(`${specsFolder}/${id}/spec.md`, fill(template, id, title, new Date()));
  return readFeature(files, id);
}

/** The highest number in use plus one; folders named by time do not count. */
async function nextNumber(files: ProjectFiles): Promise<string> {
  const numbers = (await files.list(specsFolder)).flatMap(({ name }) => {
    const digits = /^(?!\d{8}-\d{6}-)(\d{3,})-/.exec(name)?.[1];
    return digits === undefined ? [] : [Number(digits)];
  });
  return String(Math.max(0, ...numbers) + 1).padStart(3, "0");
}

/** The project's own template where it has one, in Spec Kit's order. */
async function specTemplate(files: ProjectFiles, templates: string): Promise<string> {
  const own = [
    ".specify/templates/overrides/spec-template.md",
    ".specify/templates/spec-template.md",
  ];
  for (const path of own) {
    try {
      return await files.text(path);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
    }
  }
  return readText(join(templates, "spec-template.md"));
}

/** Fills in the places that Spec Kit's templates leave for a program. */
function fill(template: string, id: string, title: string, now: Date): string {
  const line = title.replace(/\s+/g, " ").trim();
  const places: Readonly<Record<string, string>> = {
    "[FEATURE NAME]": line,
    "[###-feature-name]": id,
    "[DATE]": localDate(now),
    $ARGUMENTS: line,
  };
  return template.replace(
    /\[FEATURE NAME\]|\[###-feature-name\]|\[DATE\]|\$ARGUMENTS/g,
    (place) => places[place] ?? place,
  );
}

/** YYYY-MM-DD where the person is. */
function localDate(now: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
