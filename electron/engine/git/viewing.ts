import { tmpdir } from "node:os";
import { join } from "node:path";
import { putFiles, withTemporaryFolder } from "../../system/disk";
import { type GitOptions, type GitResult, git } from "./git";
import type { Repository } from "./repository";

/** Reads commits of a repository without its settings about how to show them. */
export interface View {
  /** Runs a reading verb; see `git`. */
  git(args: readonly string[], options: GitOptions): Promise<GitResult>;
}

/** An empty repository names no program, so trust is not needed. The environment says which repository is read. */
const place = { top: tmpdir(), trusted: true };

/**
 * Reads a repository's objects from an empty repository. Then no attributes of the tree, of git's folder, of the
 * person or of the system, no diff drivers and no settings of the repository take effect: `*.sh -diff` would show
 * a script as a binary file, and an agent can write each of these.
 * @param idLength hex digits of an object's id, 40 or 64, which give the repository's format
 */
export async function withView<T>(
  repo: Repository,
  idLength: number,
  use: (view: View) => Promise<T>,
): Promise<T> {
  return withTemporaryFolder(async (folder) => {
    const gitDir = join(folder, "git");
    await putFiles(folder, {
      "git/HEAD": "ref: refs/heads/none\n",
      "git/config": configOf(idLength),
      "git/refs/none": "",
      "git/objects/none": "",
      none: "",
    });
    const env = {
      GIT_DIR: gitDir,
      GIT_OBJECT_DIRECTORY: join(repo.commonDir, "objects"),
      GIT_ATTR_NOSYSTEM: "1",
    };
    const quiet = ["-c", `core.attributesFile=${join(folder, "none")}`, "-c", "diff.renameLimit=0"];
    return use({
      git: (args, options) =>
        git(place, [...quiet, ...args], { ...options, env: { ...env, ...options.env } }),
    });
  });
}

const configOf = (idLength: number): string =>
  idLength === 64
    ? "[core]\n\tbare = true\n\trepositoryformatversion = 1\n[extensions]\n\tobjectFormat = sha256\n"
    : "[core]\n\tbare = true\n\trepositoryformatversion = 0\n";
