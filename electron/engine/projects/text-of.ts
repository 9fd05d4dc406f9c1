import { Problem } from "@shared/base/problem";
import { saysNothing } from "../../system/disk";
import { systemCode } from "../../system/system-error";
import type { ProjectFiles } from "../files/project-files";

/** The text of a project's file; undefined when it cannot be read. */
export async function textOf(files: ProjectFiles, path: string): Promise<string | undefined> {
  try {
    return await files.text(path);
  } catch (error) {
    if (isOfFile(error)) return undefined;
    throw error;
  }
}

/** Whether an error is about the file itself, such as missing permission. */
export const isOfFile = (error: unknown): boolean =>
  error instanceof Problem || (systemCode(error) !== undefined && !saysNothing(error));
