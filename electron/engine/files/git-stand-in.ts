import {
  lstat,
  mkdir,
  readdir,
  readFile,
  rename,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { oddFile, oddity } from "./plain-file";

/** The size limits in bytes of the files of a git folder, objects left out. */
const largest: Readonly<Record<string, number>> = {
  HEAD: 64_000,
  config: 4_000_000,
  "config.worktree": 4_000_000,
  commondir: 64_000,
  gitdir: 64_000,
};
const anySize = Number.POSITIVE_INFINITY;

/**
 * Refuses a git folder that contains pipes or devices in the place of files that git opens, because a process that
 * opens them waits for ever.
 * @throws {Problem} `git-failed` naming the file
 */
export async function checkGitFolder(gitDir: string): Promise<void> {
  for (const folder of ["", "info", "objects/info", "objects/pack", "logs", "refs/heads"]) {
    const names = await readdir(join(gitDir, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of names) {
      if (entry.isDirectory() || entry.isSocket()) continue;
      const path = join(gitDir, folder, entry.name);
      const limit = folder === "" ? largest[entry.name] : undefined;
      if (entry.isFile() && limit === undefined) continue;
      const stats = await stat(path).catch(() => undefined);
      if (stats === undefined || stats.isDirectory() || stats.isSocket()) continue;
      const odd = oddity(stats, limit ?? anySize);
      if (odd !== undefined) throw oddFile(path, odd);
    }
  }
}

/**
 * Refuses a working tree with a pipe, a device or a huge file in the place of a file that git reads at the top of
 * the tree.
 * @throws {Problem} `git-failed` naming the file
 */
export async function checkTreeFiles(top: string): Promise<void> {
  for (const name of treeFiles) {
    // Git does not follow links to these files in a working tree either.
    const stats = await lstat(join(top, name)).catch(() => undefined);
    if (stats === undefined || stats.isDirectory() || stats.isSymbolicLink()) continue;
    const odd = oddity(stats, largestTreeFile);
    if (odd !== undefined) throw oddFile(join(top, name), odd);
  }
}

/** Files that git reads in a working tree for any command. */
export const treeFiles = [".gitattributes", ".gitignore", ".gitmodules", ".mailmap"] as const;
/** Bytes. Git itself ignores larger attribute files. */
export const largestTreeFile = 100_000_000;

/** The entries of a git folder that the stand-in links to. */
const linked = [
  ...["objects", "refs", "packed-refs", "logs", "shallow", "reftable", "worktrees", "rr-cache"],
  ...["lfs", "git-crypt", "annex"],
];

/**
 * Creates or renews a folder that git uses in place of a repository's common git folder. It has the repository's
 * objects and refs, and the given configuration.
 * @param folder absolute; created when missing
 */
export async function writeStandIn(
  folder: string,
  commonDir: string,
  content: { readonly config: string; readonly info: Readonly<Record<string, Buffer | undefined>> },
): Promise<void> {
  if (!(await exists(join(folder, "config")))) {
    await mkdir(join(folder, "info"), { recursive: true, mode: 0o700 });
    for (const name of linked)
      await symlink(join(commonDir, name), join(folder, name)).catch(unlessThere);
  }
  for (const [name, bytes] of Object.entries(content.info))
    await put(join(folder, "info", name), bytes ?? Buffer.alloc(0));
  await put(join(folder, "config"), Buffer.from(content.config, "utf8"));
}

async function put(path: string, bytes: Buffer): Promise<void> {
  if ((await readFile(path).catch(() => undefined))?.equals(bytes)) return;
  await writeFile(`${path}.new`, bytes, { mode: 0o600 });
  await rename(`${path}.new`, path);
}

const exists = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  );

function unlessThere(error: unknown): void {
  if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
}
