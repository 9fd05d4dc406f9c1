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

/** Bytes of what stands in a git folder beside the objects, where that has a limit. */
const largest: Readonly<Record<string, number>> = {
  HEAD: 64_000,
  config: 4_000_000,
  "config.worktree": 4_000_000,
  commondir: 64_000,
  gitdir: 64_000,
};
const anySize = Number.POSITIVE_INFINITY;

/**
 * Refuses a git folder with pipes or devices where git opens files: whoever opens them waits for ever.
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
 * Refuses what stands at the top of a working tree in the place of the files that git reads there.
 * @throws {Problem} `git-failed` naming the file
 */
export async function checkTreeFiles(top: string): Promise<void> {
  for (const name of treeFiles) {
    // Git does not follow links in a working tree either.
    const stats = await lstat(join(top, name)).catch(() => undefined);
    if (stats === undefined || stats.isDirectory() || stats.isSymbolicLink()) continue;
    const odd = oddity(stats, largestTreeFile);
    if (odd !== undefined) throw oddFile(join(top, name), odd);
  }
}

/** Files that git reads in a working tree, whatever it is asked. */
export const treeFiles = [".gitattributes", ".gitignore", ".gitmodules", ".mailmap"] as const;
/** Bytes. Git itself passes over larger attributes. */
export const largestTreeFile = 100_000_000;

/** What of a git folder git sees as it is. */
const linked = [
  ...["objects", "refs", "packed-refs", "logs", "shallow", "reftable", "worktrees", "rr-cache"],
  ...["lfs", "git-crypt", "annex"],
];

/**
 * Makes or renews a folder that stands for a repository's shared git folder: its objects and refs are the
 * repository's own, and its configuration is the given one.
 * @param folder absolute; made when it is not there
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
