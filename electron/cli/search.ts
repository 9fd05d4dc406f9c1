import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "../git/inspect";
import { projectId } from "../projects/open";
import { search as searchIn } from "../runs/search/search";
import type { Searched } from "../runs/search/search-run";
import type { Home } from "../settings/home";
import { type CommandLine, exitCodes } from "./command-line";
import { asJson, printable } from "./print";

/**
 * Prints a line for each place that is found in a project's recordings, as it is found.
 * @param thread the built search-thread.js
 * @returns the exit code
 */
export async function search(
  command: Extract<CommandLine, { verb: "search" }>,
  home: Home,
  thread: string,
): Promise<number> {
  const project = projectId(await inspect(command.folder));
  const recordings = [
    ...(await foldersIn(home.runs(project))),
    ...(await foldersIn(home.imported(project))),
  ];
  const query = { text: command.text, how: command.expression ? "expression" : "plain" } as const;
  const life = new AbortController();
  const { damaged, more } = await searchIn(thread, { recordings, query }, life.signal, {
    found(results) {
      for (const result of results) {
        const { recording, kind, time, excerpt } = result;
        const words = [recording, `${time.toFixed(1)} s`.padStart(9), kind.padEnd(7), excerpt];
        process.stdout.write(`${command.json ? asJson(result) : printable(words.join("  "))}\n`);
      }
    },
    progress: () => undefined,
  });
  if (damaged > 0)
    process.stderr.write(`specwright: ${damaged} recordings could not be read to their end.\n`);
  if (more) process.stderr.write("specwright: there is more; look for something longer.\n");
  return exitCodes.done;
}

/** The recordings' folders in a folder, the latest first. */
async function foldersIn(root: string): Promise<Searched[]> {
  const names = await readdir(root).catch(() => []);
  const found = await Promise.all(
    names.map(async (id) => {
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
