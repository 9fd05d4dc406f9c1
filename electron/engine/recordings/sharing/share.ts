import { stat } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { Problem } from "@shared/base/problem";
import type { SharePreview } from "@shared/contracts/runs";
import type { RedactionRules } from "@shared/recordings/redact";
import type { CreatedEvent } from "@shared/runs/event";
import { taskPrompt } from "@shared/runs/prompt";
import { readEvents } from "../../../run-folder/event-log";
import { completeManifest, readManifest } from "../../../run-folder/manifest-file";
import { makePrivateFolder } from "../../files/private-folder";
import type { GitPlace } from "../../git/git";
import { asText, type Identity } from "../../git/identity";
import {
  commitRecording,
  recordingsBranch,
  type SharedFile,
  sharedFiles,
  sharedLimits,
} from "../../git/recordings-branch";
import type { ShareTarget } from "../../settings/share-target";
import { verifyRunFolder } from "../verify-run";
import { countInFile } from "./count-in-file";
import { redactCopy } from "./redact-copy";
import { putInFolder, sharedPlace } from "./shared-folder";

/** A copy of a run that is shown to the person and then shared unchanged. */
export interface PreparedShare {
  readonly preview: SharePreview;
  /** @returns a sentence that says what was done and what the person has to do next */
  share(repo: GitPlace): Promise<string>;
  remove(): Promise<void>;
}

/**
 * Makes the copy of a run for sharing, redacted by the current rules.
 * @param folder the run's own folder
 * @throws {Problem} `run-not-ready` for an unfinished run, or one that was recorded by an older version;
 * `recording-damaged` for one that does not verify; `bad-request` for one that is too large
 */
export async function prepareShare(
  folder: string,
  options: {
    readonly rules: RedactionRules;
    readonly by: Identity;
    readonly target: ShareTarget;
    readonly signal: AbortSignal;
    /** Called with the copied part of the run, from 0 to 1. */
    progress(part: number): void;
  },
): Promise<PreparedShare> {
  await completeManifest(folder);
  if ((await readManifest(folder)).is !== "read")
    throw new Problem(
      "run-not-ready",
      "Only a run that is over can be shared, and one that was recorded with a manifest.",
    );
  // Checked before copying: the copy is about as large, and making it takes long.
  await filesWithinLimits(folder);
  const { ok, checks } = await verifyRunFolder(folder);
  if (!ok)
    throw new Problem(
      "recording-damaged",
      "The recording does not verify, so it cannot be shared.",
      checks.flatMap((check) => (check.ok ? [] : check.text)).join("\n"),
    );
  options.signal.throwIfAborted();
  const { path: into, remove } = await makePrivateFolder("share");
  try {
    const by = asText(options.by);
    const now = await redactCopy(folder, into, { ...options, by });
    const files = await filesWithinLimits(into);
    const { events, session } = await readEvents(into);
    const created = events[0]?.event;
    if (created?.type !== "run-created" || session === undefined)
      throw new Error("A copy of a run has lost its beginning or its end.");
    const manifest = await readManifest(into);
    const hidden = manifest.is === "read" ? manifest.manifest.redaction?.counts : undefined;
    const home = homedir();
    const names = await Promise.all(
      sharedFiles.map((name) => countInFile(join(into, name), JSON.stringify(home).slice(1, -1))),
    );
    options.signal.throwIfAborted();
    return {
      remove,
      async share(repo) {
        const copies = {
          "session.cast": join(into, "session.cast"),
          "events.jsonl": join(into, "events.jsonl"),
          "manifest.json": join(into, "manifest.json"),
        };
        if (options.target === "folder")
          return `Copied to ${await putInFolder(repo.top, created.run, copies)}. Commit it to let others see it.`;
        const commit = await commitRecording(repo, created.run, copies, options.by);
        return `Committed to ${recordingsBranch} as ${commit.slice(0, 7)}. Push that branch to let others see it.`;
      },
      preview: {
        shown: session.digest,
        target: options.target,
        place: options.target === "branch" ? recordingsBranch : sharedPlace,
        by,
        files,
        hidden: hidden ?? {},
        hiddenNow: now.counts,
        home: { folder: home, named: names.reduce((sum, count) => sum + count, 0) },
        prompt: promptOf(created),
        ...(created.agent.kind === "command" ? { command: created.agent.command } : {}),
      },
    };
  } catch (error) {
    await remove();
    throw error;
  }
}

/** @throws {Problem} `too-large` */
async function filesWithinLimits(folder: string): Promise<{ name: SharedFile; bytes: number }[]> {
  const files = await Promise.all(
    sharedFiles.map(async (name) => ({ name, bytes: (await stat(join(folder, name))).size })),
  );
  for (const { name, bytes } of files)
    if (bytes > sharedLimits[name])
      throw new Problem(
        "too-large",
        `${name} has ${Math.ceil(bytes / 1e6)} MB; at most ${sharedLimits[name] / 2 ** 20} MB are shared. Export the recording instead.`,
      );
  return files;
}

function promptOf(created: CreatedEvent): string {
  const { feature, task, specPath, tasksPath, requirements, validations, note } = created;
  return taskPrompt({
    feature: { id: feature },
    task,
    documents: { spec: specPath, tasks: tasksPath },
    requirements,
    validations: validations.map(({ command }) => command),
    note,
  });
}
