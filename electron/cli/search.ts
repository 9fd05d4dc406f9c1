import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isRunId } from "@shared/base/ids";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { search as searchIn } from "../engine/recordings/search/search-recordings";
import type { Searched } from "../engine/recordings/search/search-run";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { sharedIn } from "./find-run";
import { asJson, printable } from "./print";

/**
 * Prints a line for each match in a project's recordings as soon as it is found.
 * @param thread the built search-thread.js
 * @returns the exit code
 */
export async function search(
  command: Extract<CommandLine, { verb: "search" }>,
  home: Home,
  thread: string,
): Promise<number> {
  const project = projectId(await inspect(command.folder));
  const own = await foldersIn(home.runs(project));
  const shared = await sharedFolders(command.folder, home, own);
  const recordings = [...own, ...(await foldersIn(home.imported(project))), ...shared];
  const query = { text: command.text, how: command.expression ? "expression" : "plain" } as const;
  const life = new AbortController();
  const { damaged, more } = await searchIn(thread, { recordings, query }, life.signal, {
    found(results) {
      for (const result of results) {
        const { recording, kind, time, excerpt } = result;
        const isShared = shared.some(({ id }) => id === recording);
        const words = [recording, `${time.toFixed(1)} s`.padStart(9), kind.padEnd(7), excerpt];
        if (isShared) words.splice(1, 0, "(shared)");
        const line = command.json
          ? asJson({ ...result, shared: isShared })
          : printable(words.join("  "));
        process.stdout.write(`${line}\n`);
      }
    },
    progress: () => undefined,
  });
  if (damaged > 0)
    process.stderr.write(`specwright: ${damaged} recordings could not be read to their end.\n`);
  if (more) process.stderr.write("specwright: there is more; look for something longer.\n");
  return exitCodes.done;
}

/** The folders of shared runs, without this person's own runs. */
async function sharedFolders(
  repo: string,
  home: Home,
  own: readonly Searched[],
): Promise<Searched[]> {
  const shared = await sharedIn(repo, home);
  const folders: Searched[] = [];
  for (const { created } of await shared.list()) {
    const id = created.run;
    if (own.some((each) => each.id === id)) continue;
    folders.push({ id, folder: await shared.folder(id) });
  }
  return folders;
}

/** The recordings in a folder, the latest first. */
async function foldersIn(root: string): Promise<Searched[]> {
  const names: string[] = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.filter(isRunId).map(async (id) => {
      const folder = join(root, id);
      const times = await stat(join(folder, "session.cast")).catch(() => undefined);
      return times ? [{ id, folder, at: times.mtimeMs }] : [];
    }),
  );
  return found
    .flat()
    .sort((a, b) => b.at - a.at)
    .map(({ id, folder }) => ({ id, folder }));
}
