import { dirname, join, resolve } from "node:path";
import { Problem } from "@shared/base/problem";
import { kindOf } from "../../system/disk";
import { readPlainFile } from "../files/plain-file";

/** Git's folders of one working tree. */
export interface Layout {
  /** Git's folder of this working tree. */
  readonly gitDir: string;
  /** Git's folder that all working trees of the repository share. */
  readonly commonDir: string;
}

/** Bytes. A file that names a folder has one line. */
const nameLimits = { largest: 64_000, links: "followed" } as const;

/**
 * Finds the git folder of a working tree: `.git` itself, or the folder that a file of this name leads to. Source:
 * gitrepository-layout(5).
 * @returns undefined when there is none
 * @throws {Problem} `not-a-repository` for a file that leads nowhere
 */
export async function layoutAt(top: string): Promise<Layout | undefined> {
  const path = join(top, ".git");
  const kind = await kindOf(path);
  if (kind === "missing") return undefined;
  if (kind === "folder") return (await isGitFolder(path)) ? layoutOf(path) : undefined;
  const text = (await readPlainFile(path, nameLimits))?.toString("utf8") ?? "";
  const named = /^gitdir: (.+?)[\r\n]*$/s.exec(text)?.[1];
  const gitDir = named === undefined ? undefined : resolve(top, named);
  if (gitDir === undefined || !(await isGitFolder(gitDir)))
    throw new Problem(
      "not-a-repository",
      "This folder's .git file names a repository that is not there. Repair it, or choose another folder.",
      text.slice(0, 300),
    );
  return layoutOf(gitDir);
}

/** The common folder of a git folder. */
export async function layoutOf(gitDir: string): Promise<Layout> {
  const named = await readPlainFile(join(gitDir, "commondir"), nameLimits);
  const name = named?.toString("utf8").replace(/[\r\n]+$/, "");
  return { gitDir, commonDir: name ? resolve(gitDir, name) : gitDir };
}

/** Git's own test for its folders; see is_git_directory in git's setup.c. */
export async function isGitFolder(path: string): Promise<boolean> {
  const head = (await readPlainFile(join(path, "HEAD"), nameLimits))?.toString("utf8") ?? "";
  if (!/^(?:ref:\s*refs\/|[0-9a-f]{40})/.test(head)) return false;
  const { commonDir } = await layoutOf(path);
  const kinds = await Promise.all(["objects", "refs"].map((name) => kindOf(join(commonDir, name))));
  return kinds.every((kind) => kind === "folder");
}

/** The folder and its parents up to the root. */
export function upwards(folder: string): string[] {
  const above = dirname(folder);
  return above === folder ? [folder] : [folder, ...upwards(above)];
}
