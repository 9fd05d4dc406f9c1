import { Problem } from "@shared/base/problem";
import type { Uncommitted } from "@shared/contracts/history";
import { projectPathSchema } from "@shared/contracts/project";
import { changesOf } from "@shared/specs/changes";
import { isSpecFile } from "@shared/specs/folders";
import type { ProjectFiles } from "../files/project-files";
import { readObjects } from "../git/blobs";
import { checkCommittable, commitPaths } from "../git/commit-paths";
import { mentionsOf } from "../git/mentions";
import type { Repository } from "../git/repository";
import { type ChangedPath, readChangedPaths } from "../git/status";
import { type Page, textOfVersion, versionsOf } from "../git/versions";

/** The number of documents whose changes are looked at in detail. */
const lookedInto = 100;

/** The history of a project's spec documents. */
export interface SpecHistory {
  /** Newest first; see `versionsOf`. */
  versions(path: string, page: Page): ReturnType<typeof versionsOf>;
  /** @throws {Problem} see `textOfVersion` */
  text(commit: string, path: string): Promise<{ text: string }>;
  /** See `mentionsOf`. */
  mentions(id: string): ReturnType<typeof mentionsOf>;
  /** @throws {Problem} `git-failed`, `git-missing` */
  uncommitted(): Promise<Uncommitted>;
  /** @throws {Problem} `bad-request` for other files than spec documents; see `commitPaths` */
  commit(paths: readonly string[], message: string): Promise<{ commit: string }>;
}

/** @param within the project's folder in the repository; empty for the whole repository */
export function openHistory(
  repository: () => Repository,
  files: ProjectFiles,
  within = "",
): SpecHistory {
  /** A file name may contain characters that no project path has; such a file is left to git. */
  const isDocument = ({ path, committed, onDisk }: ChangedPath): boolean =>
    isSpecFile(path, within) &&
    projectPathSchema.safeParse(path).success &&
    (committed !== undefined || onDisk);

  return {
    versions: (path, page) => versionsOf(repository(), path, page),
    text: async (commit, path) => ({ text: await textOfVersion(repository(), commit, path) }),
    mentions: (id) => mentionsOf(repository(), id),
    async uncommitted() {
      const repo = repository();
      const [changed, refusal] = await Promise.all([
        readChangedPaths(repo),
        checkCommittable(repo).catch((error: unknown) => {
          if (error instanceof Problem) return error.toData();
          throw error;
        }),
      ]);
      return {
        documents: await describe(repo, files, changed.filter(isDocument)),
        staged: changed.filter((it) => it.staged && !isDocument(it)).map(({ path }) => path),
        ...(refusal === undefined ? {} : { refusal }),
      };
    },
    async commit(paths, message) {
      const other = paths.find((path) => !isSpecFile(path, within));
      if (other !== undefined)
        throw new Problem("bad-request", "Only spec documents are committed here.", other);
      const { commit } = await commitPaths(repository(), [...new Set(paths)], message);
      return { commit };
    },
  };
}

async function describe(
  repo: Repository,
  files: ProjectFiles,
  changed: readonly ChangedPath[],
): Promise<Uncommitted["documents"]> {
  const near = new Set(changed.filter(({ path }) => /\.md$/i.test(path)).slice(0, lookedInto));
  const ids = [...near].flatMap(({ committed }) => committed ?? []);
  const blobs = await readObjects(repo, ids, "read what is committed");
  const described = changed.map(async (it): Promise<Uncommitted["documents"][number]> => {
    const { path, committed, onDisk } = it;
    const how = committed === undefined ? "added" : onDisk ? "changed" : "removed";
    if (how !== "changed" || committed === undefined || !near.has(it))
      return { path, how, changes: [] };
    const before = blobs.get(committed)?.toString("utf8");
    const now = await files.text(path).catch((error: unknown) => {
      if (error instanceof Problem) return undefined;
      throw error;
    });
    return { path, how, changes: changesOf(path, before, now) };
  });
  return Promise.all(described);
}
