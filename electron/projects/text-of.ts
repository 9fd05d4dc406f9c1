import { Problem } from "@shared/contracts/problem";
import type { ProjectFiles } from "../files/project-files";

/** The text of a project's file; undefined for one that cannot be read. */
export async function textOf(files: ProjectFiles, path: string): Promise<string | undefined> {
  try {
    return await files.text(path);
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
