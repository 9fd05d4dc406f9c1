import { homedir } from "node:os";
import { join } from "node:path";
import { largestPack, readGitFile } from "../files/git-files";
import { largestTreeFile } from "../files/git-stand-in";
import { readPlainFile } from "../files/plain-file";
import type { TrackedFile } from "../files/tracked-file";
import type { ConfigEntry } from "./configuration";
import { configurationOf } from "./git";
import { readOwnConfiguration } from "./own-configuration";
import type { Repository } from "./repository";

/** Bytes. isomorphic-git reads a whole pack into memory. */
const largePack = 200_000_000;

/** The settings that a commit uses. */
export async function configurationFor(repo: Repository): Promise<readonly ConfigEntry[]> {
  // Git gets only some of the repository's extensions here, and each extension is a reason to leave a commit to
  // git.
  const own = await readOwnConfiguration(repo, { includes: false });
  const extensions = own
    .filter(({ key }) => key.startsWith("extensions."))
    .map(({ key, value }) => ({ key, value, scope: "local", origin: "" }));
  return [...(await configurationOf(repo)), ...extensions];
}

/** A setting's last value, in lower case; "" when it is not set. */
export const setting = (entries: readonly ConfigEntry[], key: string): string =>
  entries.findLast((entry) => entry.key === key)?.value.toLowerCase() ?? "";

export const isOn = (value: string): boolean => /^(?:true|yes|on|1)$/.test(value);
export const isOff = (value: string): boolean => /^(?:false|no|off|0)$/.test(value);

/**
 * The reason why a commit needs the system's git; undefined when this process can make the commit itself. In a
 * linked working tree isomorphic-git would write to a place that git never reads; the other cases it does not
 * support.
 */
export async function whyGit(
  repo: Repository,
  entries: readonly ConfigEntry[],
  files: ReadonlyMap<string, TrackedFile | "missing" | "other">,
): Promise<string | undefined> {
  if (repo.gitDir !== repo.commonDir) return "a linked working tree";
  if (repo.gitDir !== join(repo.top, ".git")) return "a git folder that is elsewhere";
  const extension = entries.find(({ key }) => key.startsWith("extensions."));
  if (extension) return extension.key;
  const shared = setting(entries, "core.sharedrepository");
  if (shared !== "" && !isOff(shared) && shared !== "umask") return "core.sharedRepository";
  for (const key of ["core.sparsecheckout", "core.splitindex", "core.untrackedcache"])
    if (isOn(setting(entries, key))) return key;
  if (await readGitFile(join(repo.commonDir, "objects/info/alternates")))
    return "objects of another repository";
  if ((await largestPack(repo.commonDir)) > largePack) return "a large pack";
  if ([...files.values()].includes("other")) return "a link or a very large file";
  return conversion(repo, entries, files);
}

/**
 * The reason why git would store other content than the file's bytes; undefined for none. Source:
 * gitattributes(5), "Effects". Rules of line ends matter only for files with carriage returns.
 */
async function conversion(
  repo: Repository,
  entries: readonly ConfigEntry[],
  files: ReadonlyMap<string, TrackedFile | "missing" | "other">,
): Promise<string | undefined> {
  const attributes = await attributesFor(repo, entries, [...files.keys()]);
  if (attributes.some((text) => /\b(?:filter|ident|working-tree-encoding)\b/.test(text)))
    return "filters";
  const returns = [...files.values()].some(
    (file) => typeof file === "object" && file.bytes.includes(0x0d),
  );
  const crlf = setting(entries, "core.autocrlf");
  return returns && (attributes.length > 0 || (crlf !== "" && !isOff(crlf)))
    ? "line ends"
    : undefined;
}

/** The texts of all attributes files that can apply to the paths. */
export async function attributesFor(
  repo: Repository,
  entries: readonly ConfigEntry[],
  paths: readonly string[],
): Promise<string[]> {
  const folders = new Set(paths.flatMap(foldersAbove));
  const xdg = process.env["XDG_CONFIG_HOME"] || join(homedir(), ".config");
  const named = entries.findLast(({ key }) => key === "core.attributesfile")?.value;
  const candidates = [
    "/etc/gitattributes",
    named === undefined ? join(xdg, "git/attributes") : named.replace(/^~(?=\/)/, homedir()),
    join(repo.commonDir, "info/attributes"),
  ];
  const inTree = [...folders].map((folder) => join(repo.top, folder, ".gitattributes"));
  const found = await Promise.all([
    ...candidates.map(readGitFile),
    ...inTree.map((path) => readPlainFile(path, { largest: largestTreeFile, links: "left" })),
  ]);
  return found.flatMap((bytes) => (bytes ? [bytes.toString("latin1")] : []));
}

/** `a/b/c` → `a/b`, `a`, ``. */
function foldersAbove(path: string): string[] {
  const end = path.lastIndexOf("/");
  return end < 0 ? [""] : [path.slice(0, end), ...foldersAbove(path.slice(0, end))];
}
