import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import type { ProjectSnapshot } from "@shared/contracts/project";
import { slugOf } from "@shared/specs/feature-name";
import { openProjectFiles } from "../files/project-files";
import type { Repository } from "../git/repository";
import { readStatus } from "../git/status";
import { readFeatures } from "./features";

const constitutionFolder = ".specify/memory";
const constitutionName = "constitution.md";

/**
 * Names a project's folder of runs. All working trees of a repository have the same name.
 * @returns the slug of its name, and the start of the SHA-256 of its git folder's path
 */
export function projectId(repo: Pick<Repository, "commonDir">): string {
  const { commonDir } = repo;
  const name = basename(commonDir) === ".git" ? basename(dirname(commonDir)) : basename(commonDir);
  const hash = createHash("sha256").update(commonDir).digest("hex").slice(0, 10);
  return `${slugOf(name)}-${hash}`;
}

/**
 * Reads what the window shows of a project from its files and its git, runs excepted.
 * @throws {Problem} `no-commits`, `git-failed`, `git-missing`, `folder-missing`
 */
export async function readProject(repo: Repository): Promise<Omit<ProjectSnapshot, "runs">> {
  const files = openProjectFiles(repo.top);
  const [status, features, memory] = await Promise.all([
    readStatus(repo),
    readFeatures(files),
    files.list(constitutionFolder),
  ]);
  const constitution = memory.some((entry) => !entry.folder && entry.name === constitutionName);
  return {
    id: projectId(repo),
    name: basename(repo.top),
    path: repo.top,
    branch: status.branch,
    trusted: repo.trusted,
    features,
    ...(constitution ? { constitution: `${constitutionFolder}/${constitutionName}` } : {}),
    uncommitted: [...status.uncommitted],
  };
}
