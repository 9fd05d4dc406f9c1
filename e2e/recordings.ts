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

/** The only run of a test. */
export async function onlyRun(places: Places): Promise<{ id: string; folder: string }> {
  const [folder, ...more] = await runFolders(places);
  if (folder === undefined || more.length > 0)
    throw new Error(`There should be one run; there are ${more.length + (folder ? 1 : 0)}.`);
  return { id: folder.split("/").at(-1) ?? "", folder };
}

interface Recorded {
  /** Seconds since the recording's start. */
  readonly time: number;
  readonly code: string;
  readonly data: string;
}

/** A recording's events. */
export async function recordedEvents(folder: string): Promise<Recorded[]> {
  let time = 0;
  const text = await readFile(join(folder, "session.cast"), "utf8");
  return text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => {
      const [interval, code, data] = eventSchema.parse(JSON.parse(line));
      time += interval;
      return { time, code, data };
    });
}

/** The time of the first output with a text, in seconds since the recording's start. */
export async function printedAt(folder: string, text: RegExp): Promise<number> {
  const found = (await recordedEvents(folder)).find(
    ({ code, data }) => code === "o" && text.test(data),
  );
  if (found === undefined) throw new Error(`${folder} never shows ${text}.`);
  return found.time;
}
