import type { Home } from "../../settings/home";
import { kindOf } from "../../system/disk";
import { inspect } from "../git/inspect";
import { projectId } from "./open";

/**
 * Finds the project that a run belongs to, by the run's folder in the app's data.
 * @param folders the repositories to look at, the likeliest first; those that are gone are passed over
 * @returns one of the folders, or undefined when it is none of theirs
 */
export async function projectOfRun(
  home: Home,
  folders: readonly string[],
  run: string,
): Promise<string | undefined> {
  for (const folder of folders) {
    const repository = await inspect(folder).catch(() => undefined);
    if (repository && (await kindOf(home.run(projectId(repository), run))) === "folder")
      return folder;
  }
  return undefined;
}
