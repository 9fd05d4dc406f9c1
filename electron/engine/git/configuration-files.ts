import { homedir } from "node:os";
import { join } from "node:path";
import { readGitFile } from "../files/git-files";
import type { ConfigEntry } from "./configuration";
import { loadObjects } from "./objects";

/** The settings that a commit uses; keys in lower case. */
const keys = [
  "user.name",
  "user.email",
  "core.repositoryformatversion",
  "core.autocrlf",
  "core.filemode",
  "core.attributesfile",
  "core.logallrefupdates",
  "core.sharedrepository",
  "core.sparsecheckout",
  "core.splitindex",
  "extensions.objectformat",
  "extensions.refstorage",
  "extensions.worktreeconfig",
  "extensions.partialclone",
] as const;

/**
 * Reads those settings from the configuration files, for a machine without git. Includes are not followed.
 * @param commonDir git's folder of the repository
 */
export async function readConfigurationFiles(commonDir: string): Promise<ConfigEntry[]> {
  const home = homedir();
  const xdg = process.env["XDG_CONFIG_HOME"] || join(home, ".config");
  const files = [
    { scope: "global", path: join(xdg, "git/config") },
    { scope: "global", path: join(home, ".gitconfig") },
    { scope: "local", path: join(commonDir, "config") },
  ];
  const read = files.map(async ({ scope, path }) => {
    const bytes = await readGitFile(path);
    if (!bytes) return [];
    const values = keys.map(async (key): Promise<ConfigEntry[]> => {
      const { getConfigAll } = await loadObjects();
      const all: unknown[] = await getConfigAll({
        fs: oneFile(bytes),
        gitdir: "/",
        path: key,
      });
      const origin = `file:${path}`;
      return all.map((value) => ({ scope, origin, key, value: String(value) }));
    });
    return (await Promise.all(values)).flat();
  });
  return (await Promise.all(read)).flat();
}

/** A file system in which every file has the given content, because isomorphic-git only reads `<folder>/config`. */
function oneFile(bytes: Buffer) {
  const nothing = async (): Promise<never> => {
    throw new Error("only the configuration is read");
  };
  return {
    promises: {
      readFile: async (_path: string, options?: { encoding?: string } | string) =>
        options === undefined ? bytes : bytes.toString("utf8"),
      writeFile: nothing,
      unlink: nothing,
      readdir: nothing,
      mkdir: nothing,
      rmdir: nothing,
      stat: nothing,
      lstat: nothing,
      readlink: nothing,
      symlink: nothing,
      chmod: nothing,
    },
  };
}
