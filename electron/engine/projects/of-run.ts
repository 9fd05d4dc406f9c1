import type { RunId } from "@shared/base/ids";
import type { Home } from "../../settings/home";
import { kindOf } from "../../system/disk";
import { inspect } from "../git/inspect";
import { projectId } from "./open";

/**
 * Finds the project of a run by the run's folder in the app's data.
 * @param folders the repositories to search, the likeliest first; missing ones are skipped
 * @returns one of the folders, or undefined when the run belongs to none of them
 */
export async function projectOfRun(
  home: Home,
  folders: readonly string[],
  run: RunId,
): Promise<string | undefined> {
  for (const folder of folders) {
    const repository = await inspect(folder).catch(() => undefined);
    if (repository && (await kindOf(home.run(projectId(repository), run))) === "folder")
      return folder;
  }
  return undefined;
}
