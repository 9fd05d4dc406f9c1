import { Problem } from "@shared/base/problem";
import { kindOf, realPath } from "../../system/disk";
import { writeProblem } from "../../system/system-error";
import { copyFolder, emptyFolder, makeEmptyFolder } from "../files/app-folders";
import { firstCommit as commitNothing } from "../git/first-commit";
import { defaultBranch, identity } from "../git/identity";
import { inspect } from "../git/inspect";
import { commitFiles, initialise as initialiseGit } from "../git/new-repository";

/** The sample's history: each step commits the files that no earlier step has committed. */
const sampleHistory: readonly { readonly message: string; readonly takes: RegExp }[] = [
  { message: "Start the program\n", takes: /^(?!\.specify\/|specs\/|\.specwright\/)/ },
  { message: "Agree on a constitution\n", takes: /^\.specify\// },
  { message: "Specify and plan the first feature\n", takes: /^/ },
];

/**
 * Creates the sample project: a repository with its own history, with the person at this machine as the author.
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
    // An incomplete sample would prevent the next attempt.
    await emptyFolder(folder).catch(() => undefined);
    throw writeProblem(error);
  }
}

/**
 * `git init` in a folder that is not a repository. Its files stay, uncommitted.
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
 * Makes a first, empty commit in a repository without commits; staged files stay staged.
 * @throws {Problem} as `inspect`, and `git-failed` when a commit exists already
 */
export async function firstCommit(folder: string): Promise<void> {
  await commitNothing({ ...(await inspect(folder)), trusted: false });
}
