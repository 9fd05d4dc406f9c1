import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { Run } from "@shared/runs/project";
import { inspect } from "../engine/git/inspect";
import { projectId } from "../engine/projects/open";
import { openSharedRuns, type SharedRuns } from "../engine/recordings/sharing/shared-runs";
import { eventLogName } from "../run-folder/event-log";
import { recordingName } from "../run-folder/recording-file";
import type { Home } from "../settings/home";
import { kindOf } from "../system/disk";
import { printable } from "./print";

/** What a word names. A run's folder may be that of a run that somebody shared. */
export type Found = { readonly cast: string } | { readonly folder: string; readonly shared?: Run };

/**
 * What a word on the command line names: a recording's file, a run's folder, or a run's id: of a run of this
 * person's own in any repository, or else of one that is shared in this repository.
 * @param repo the repository to look for shared runs in; a folder in none has none
 * @throws {Problem} `run-missing`
 */
export async function findRecording(word: string, home: Home, repo: string): Promise<Found> {
  const there = await stat(word).catch(() => undefined);
  if (there?.isFile()) return { cast: word };
  if (there?.isDirectory() && (await isRun(word))) return { folder: word };
  if (/^[A-Za-z0-9-]+$/.test(word)) {
    for (const project of await readdir(join(home.root, "runs")).catch(() => [])) {
      const folder = home.run(project, word);
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

/** Whether a folder has a run's recording, or its events. */
async function isRun(folder: string): Promise<boolean> {
  const kinds = await Promise.all(
    [recordingName, eventLogName].map((name) => kindOf(join(folder, name))),
  );
  return kinds.includes("file");
}

/** Says whose run it is. It goes to standard error, so that what is asked for stays as it is. */
export function saySharedBy(found: Found): void {
  if (!("shared" in found) || found.shared === undefined) return;
  const by = found.shared.shared?.by ?? "somebody";
  process.stderr.write(
    `${printable(`specwright: a shared run, shared by ${by}, as the copy says.`)}\n`,
  );
}

async function findShared(word: string, home: Home, repo: string): Promise<Found | undefined> {
  try {
    const shared = await sharedIn(repo, home);
    return { shared: await shared.read(word), folder: await shared.folder(word) };
  } catch (error) {
    // Where there is no repository, or no git, nothing is shared.
    if (error instanceof Problem && error.code !== "recording-damaged") return undefined;
    throw error;
  }
}

/** The runs that are shared in a repository. */
export async function sharedIn(repo: string, home: Home): Promise<SharedRuns> {
  const repository = { ...(await inspect(repo)), trusted: false };
  return openSharedRuns(() => repository, home.shared(projectId(repository)));
}
