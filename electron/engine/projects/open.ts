import { createHash } from "node:crypto";
import { basename, dirname, join } from "node:path";
import { type ProjectId, projectIdSchema, projectTopSchema } from "@shared/base/ids";
import type { Branch, FeatureSummary } from "@shared/contracts/project";
import { slugOf } from "@shared/specs/feature-name";
import { inFolder } from "@shared/specs/inner-project";
import { kindAt, realPath } from "../../system/disk";
import { checkGitFolder, checkTreeFiles } from "../files/git-stand-in";
import { openProjectFiles } from "../files/project-files";
import { branchCommit, currentBranch } from "../git/branch-file";
import type { GitPlace } from "../git/git";
import { readBranch } from "../git/inspect";
import { layoutAt } from "../git/layout";
import type { Repository } from "../git/repository";
import { readStatus } from "../git/status";
import type { TrustBook } from "../settings/trust-store";
import { createFeatureMemory, type FeatureMemory } from "./feature-memory";
import { readFeatures } from "./features";
import { featureWithin } from "./project-folder";
import type { ReadProject } from "./shown-project";
import { openTrust } from "./trust";

const constitutionFolder = ".specify/memory";
const constitutionName = "constitution.md";

/**
 * The name of a project's folder of runs. All working trees of a repository share it.
 * @returns the slug of its name, and the beginning of the SHA-256 of its git folder's path
 */
export function projectId(repo: Pick<Repository, "commonDir">): ProjectId {
  const { commonDir } = repo;
  const name = basename(commonDir) === ".git" ? basename(dirname(commonDir)) : basename(commonDir);
  const hash = createHash("sha256").update(commonDir).digest("hex").slice(0, 10);
  return projectIdSchema.parse(`${slugOf(name)}-${hash}`);
}

/** The results of reading a project's folder before its repository is known. */
export interface EarlyReading {
  readonly top: string;
  /** Undefined when nobody asks for the list. */
  readonly uncommitted: Promise<readonly string[]> | undefined;
  /** Valid when the project is the whole repository, like the result of the reading. */
  readonly memory: FeatureMemory;
  readonly features: Promise<FeatureSummary[]>;
}

/**
 * Starts to read a folder that looks like the top of a repository. `inspect` runs at the same time, which decides
 * whether it is one, and takes about as long.
 * @param listing reads the list of uncommitted paths too
 * @returns undefined when the folder does not look like one
 */
export async function readEarly(
  folder: string,
  book: TrustBook,
  listing: { readonly signal: AbortSignal } | undefined,
): Promise<EarlyReading | undefined> {
  if ((await kindAt(join(folder, ".git"))) === "missing") return undefined;
  const top = await realPath(folder).catch(() => undefined);
  const layout = top === undefined ? undefined : await layoutAt(top).catch(() => undefined);
  if (top === undefined || layout === undefined) return undefined;
  const uncommitted =
    listing &&
    checkedTrust(book, { top, ...layout }).then((trusted) =>
      readUncommitted({ top, trusted }, listing.signal),
    );
  const memory = createFeatureMemory(top, openProjectFiles(top));
  const features = memory.readAll();
  // The later reading of the project reports errors. For a refused project they are ignored.
  for (const reading of [uncommitted, features]) reading?.catch(() => undefined);
  return { top, uncommitted, memory, features };
}

/** Checks that no file can block git, before git is run. */
async function checkedTrust(book: TrustBook, repo: Omit<Repository, "trusted">) {
  await Promise.all([checkGitFolder(repo.gitDir), checkTreeFiles(repo.top)]);
  return (await openTrust(book, repo)).given;
}

/** The paths that differ from HEAD, sorted. Git looks at every file, which takes seconds in a large repository. */
export const readUncommitted = async (
  repo: GitPlace,
  signal: AbortSignal | undefined,
): Promise<readonly string[]> => (await readStatus(repo, signal)).uncommitted;

/** The checked-out branch; from git's files where they are plain, without a git process. */
async function branchNow(repo: Repository): Promise<Branch> {
  const ref = await currentBranch(repo).catch(() => undefined);
  const commit = ref && (await branchCommit(repo, ref).catch(() => undefined));
  return ref && commit && commit !== "other"
    ? { kind: "branch", name: ref.slice("refs/heads/".length), commit }
    : readBranch(repo);
}

/**
 * Reads the shown state of a project from its files, without the list of uncommitted paths.
 * @param trusted whether the configuration is unchanged since the person trusted it
 * @param within the project's folder in the repository; empty for the whole repository
 * @param features the project's features, by project paths
 * @throws {Problem} `no-commits`, `git-failed`, `git-missing`, `folder-missing`
 */
export async function readProject(
  repo: Repository,
  {
    trusted,
    within = "",
    features: reading = readFeatures(openProjectFiles(join(repo.top, within))),
  }: {
    readonly trusted: boolean;
    readonly within?: string | undefined;
    readonly features?: Promise<FeatureSummary[]> | undefined;
  },
): Promise<ReadProject> {
  const path = join(repo.top, within);
  const [branch, features, memory] = await Promise.all([
    branchNow(repo),
    reading,
    openProjectFiles(path).list(constitutionFolder),
  ]);
  const constitution = memory.some((entry) => !entry.folder && entry.name === constitutionName);
  return {
    id: projectId(repo),
    name: basename(path),
    path: projectTopSchema.parse(path),
    ...(within === "" ? {} : { within }),
    branch,
    trusted,
    features: features.map((feature) => featureWithin(within, feature)),
    ...(constitution
      ? { constitution: inFolder(within, `${constitutionFolder}/${constitutionName}`) }
      : {}),
  };
}
