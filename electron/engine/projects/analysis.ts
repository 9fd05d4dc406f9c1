import { Problem } from "@shared/base/problem";
import type { FeatureSummary } from "@shared/contracts/project";
import {
  type Analysis,
  analyse,
  projectLinks,
  type ReadDocument,
  readDocument,
} from "@shared/specs/analysis";
import type { ProjectFiles } from "../files/project-files";

/** Analyses a feature's documents on disk. Unreadable documents are skipped. */
export async function analyseFeature(
  files: ProjectFiles,
  feature: Pick<FeatureSummary, "documents">,
  constitution: ReadDocument | undefined,
): Promise<Analysis> {
  const read = await Promise.all(feature.documents.map(({ path }) => readForAnalysis(files, path)));
  const documents = read.filter((document) => document !== undefined);
  const linked = documents.flatMap((document) => projectLinks(document).map(({ path }) => path));
  return analyse({ documents, constitution, missing: new Set(await missingOf(files, linked)) });
}

/** A document for the rules; undefined when it cannot be read. */
export async function readForAnalysis(
  files: ProjectFiles,
  path: string,
): Promise<ReadDocument | undefined> {
  try {
    return readDocument({ path, text: await files.text(path) });
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}

/** The project paths at which neither a file nor a folder exists. Each folder is listed once. */
export async function missingOf(
  files: ProjectFiles,
  paths: readonly string[],
): Promise<readonly string[]> {
  const listings = new Map<string, Promise<ReadonlySet<string>>>();
  const namesIn = (folder: string) => {
    const known = listings.get(folder) ?? listNames(files, folder);
    listings.set(folder, known);
    return known;
  };
  const judged = await Promise.all(
    [...new Set(paths)].map(async (path) => {
      const cut = path.lastIndexOf("/");
      const names = await namesIn(cut === -1 ? "" : path.slice(0, cut));
      return names.has(path.slice(cut + 1)) ? [] : [path];
    }),
  );
  return judged.flat();
}

const listNames = async (files: ProjectFiles, folder: string): Promise<ReadonlySet<string>> =>
  new Set((await files.list(folder)).map(({ name }) => name));
