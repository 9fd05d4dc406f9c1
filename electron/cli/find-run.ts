import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { isRunId, projectIdSchema, type RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { Run } from "@shared/runs/projection";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { openSharedRuns, type SharedRuns } from "../engine/recordings/sharing/shared-runs";
import { eventLogName } from "../run-folder/event-log";
import { recordingName } from "../run-folder/recording-file";
import type { Home } from "../settings/home";
import { kindOf } from "../system/disk";
import { printable } from "./print";

/** The recording that an argument names. `shared` is set for a run that another person shared. */
export type Found = { readonly cast: string } | { readonly folder: string; readonly shared?: Run };

/**
 * Finds the recording that an argument names: a recording's file, a run's folder or a run's id. An id is looked up
 * among this person's own runs in all repositories, then among the shared runs of this repository.
 * @param repo the repository to search for shared runs; a folder outside of a repository has none
 * @throws {Problem} `run-missing`
 */
export async function findRecording(word: string, home: Home, repo: string): Promise<Found> {
  const there = await stat(word).catch(() => undefined);
  if (there?.isFile()) return { cast: word };
  if (there?.isDirectory() && (await isRun(word))) return { folder: word };
  if (isRunId(word)) {
    for (const project of await readdir(join(home.root, "runs")).catch(() => [])) {
      const folder = home.run(projectIdSchema.parse(project), word);
      if ((await stat(folder).catch(() => undefined))?.isDirectory()) return { folder };
    }
    const shared = await findShared(word, home, repo);
    if (shared) return shared;
  }
  if (there?.isDirectory())
    throw new Problem(
      "run-missing",
      `${word} is a folder, but not that of a run: ${recordingName} is not in it. Name the recording's file.`,
    );
  if (there !== undefined)
    throw new Problem("run-missing", `${word} is a pipe or a device. Name the recording's file.`);
  throw new Problem("run-missing", `There is no recording and no run called ${word}.`);
}

/** Whether a folder contains a run's recording or events. */
async function isRun(folder: string): Promise<boolean> {
  const kinds = await Promise.all(
    [recordingName, eventLogName].map((name) => kindOf(join(folder, name))),
  );
  return kinds.includes("file");
}

/** Prints who shared the run, to standard error, because standard output is for the result. */
export function saySharedBy(found: Found): void {
  if (!("shared" in found) || found.shared === undefined) return;
  const by = found.shared.shared?.by ?? "somebody";
  process.stderr.write(
    `${printable(`specwright: a shared run, shared by ${by}, as the copy says.`)}\n`,
  );
}

async function findShared(word: RunId, home: Home, repo: string): Promise<Found | undefined> {
  try {
    const shared = await sharedIn(repo, home);
    return { shared: await shared.read(word), folder: await shared.folder(word) };
  } catch (error) {
    // Without a repository or without git there are no shared runs.
    if (error instanceof Problem && error.code !== "recording-damaged") return undefined;
    throw error;
  }
}

/** The shared runs of a repository. */
export async function sharedIn(repo: string, home: Home): Promise<SharedRuns> {
  const repository = { ...(await inspect(repo)), trusted: false };
  return openSharedRuns(() => repository, home.shared(projectId(repository)));
}
