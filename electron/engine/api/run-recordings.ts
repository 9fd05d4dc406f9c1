import { asRunId, type RecordingId } from "@shared/base/ids";
import { readEvents } from "../../run-folder/event-log";
import type { Workspace } from "../projects/workspace";
import { placesOf, type RecordingIndexes } from "../recordings/index/recording-indexes";
import { verifyRunFolder } from "../recordings/verify-run";
import type { WindowTerminal } from "../window-terminal";
import type { Handlers } from "./door";
import { elsewhere, type RecordingParts } from "./recordings";

/** The calls that read the record of a run, or of a recording from elsewhere. */
export type RunRecordingCall =
  | "runs.events"
  | "runs.recordingIndex"
  | "runs.recordingPart"
  | "runs.verify";

/** Makes the answers to the calls with which a window replays and verifies a run. */
export function runRecordingHandlers({
  project,
  recordings,
  indexes,
}: {
  /**
   * The open project.
   * @throws {Problem} when no project is open
   */
  project(): Workspace<WindowTerminal>;
  readonly recordings: RecordingParts;
  readonly indexes: RecordingIndexes;
}): Pick<Handlers, RunRecordingCall> {
  const recordingFolder = async (run: RecordingId) =>
    elsewhere(recordings, run) ?? (await recordings.run(run));
  return {
    "runs.events": async ({ run }) => {
      const folder = elsewhere(recordings, run);
      return folder === undefined
        ? project().supervisor.events(asRunId(run))
        : [...(await readEvents(folder)).events];
    },
    "runs.recordingIndex": async ({ run }) => {
      const head = await indexes.head(await recordingFolder(run));
      if ("part" in head) return { status: "reading", part: head.part };
      return { status: "ready", outline: head.outline, parts: placesOf(head) };
    },
    "runs.recordingPart": async ({ run, part }) => indexes.part(await recordingFolder(run), part),
    "runs.verify": ({ run }) => {
      const folder = elsewhere(recordings, run);
      return folder === undefined
        ? project().supervisor.verify(asRunId(run))
        : verifyRunFolder(folder);
    },
  };
}
