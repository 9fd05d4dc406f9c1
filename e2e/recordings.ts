import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { Places } from "./app";

const eventSchema = z.tuple([z.number(), z.string(), z.string()]);

/** The folders of all runs in the app's data, the oldest first. */
export async function runFolders({ home }: Places): Promise<string[]> {
  const projects = await readdir(join(home, "runs")).catch(() => []);
  const folders = await Promise.all(
    projects.map(async (project) =>
      (await readdir(join(home, "runs", project))).map((run) => join(home, "runs", project, run)),
    ),
  );
  return folders.flat().sort();
}

/** The one run that a test made. */
export async function onlyRun(places: Places): Promise<{ id: string; folder: string }> {
  const [folder, ...more] = await runFolders(places);
  if (folder === undefined || more.length > 0)
    throw new Error(`There should be one run; there are ${more.length + (folder ? 1 : 0)}.`);
  return { id: folder.split("/").at(-1) ?? "", folder };
}

/** A recording's events: the code and the data of each. */
export async function recordedEvents(folder: string): Promise<{ code: string; data: string }[]> {
  const text = await readFile(join(folder, "session.cast"), "utf8");
  return text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [, code, data] = eventSchema.parse(JSON.parse(line));
      return { code, data };
    });
}
