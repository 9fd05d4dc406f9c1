import { join } from "node:path";
import type { CallName } from "@shared/contracts";
import type { recordingCalls } from "@shared/contracts/recordings";
import { exportWords } from "@shared/recordings/export";
import { app, BrowserWindow, dialog, type WebContents } from "electron";
import { exportRecording } from "../runs/exports/export";
import { aggMissing, findAgg } from "../runs/exports/gif";
import { recordingName } from "../runs/pty-host/recording-file";
import { emit, type Handlers } from "./door";
import { createJobs } from "./jobs";

/** What the calls about recordings need. */
export interface RecordingParts {
  readonly env: NodeJS.ProcessEnv;
  /** The built player for web pages. */
  readonly player: string;
  /** Where a recording's files lie. @throws {Problem} `run-missing` */
  folder(recording: string): string;
}

type RecordingCall = keyof typeof recordingCalls & CallName;

/** Milliseconds between two words of progress. */
const progressEvery = 100;

/** Makes the answers to the calls about recordings, whosever they are. */
export function recordingHandlers(parts: RecordingParts): Pick<Handlers, RecordingCall> {
  const jobs = createJobs();
  return {
    "recordings.pictures": async () => ({
      unavailable: (await findAgg(parts.env)) === undefined ? aggMissing : null,
    }),
    "recordings.export": async ({ job, recording, format, name }, sender) => {
      const from = join(parts.folder(recording), recordingName);
      const { title, ending } = exportWords[format];
      const to = await askWhere(sender, title, `${name}.${ending}`, ending);
      if (to === undefined) return null;
      const progress = progressTo(sender, job);
      const { torn } = await jobs.run(sender, job, (signal) =>
        exportRecording({ from, to, format, title: name, replace: true, signal, progress }, parts),
      );
      return { path: to, torn };
    },
    "recordings.cancel": ({ job }, sender) => jobs.cancel(sender, job),
  };
}

async function askWhere(
  sender: WebContents,
  title: string,
  name: string,
  ending: string,
): Promise<string | undefined> {
  const options = {
    title: "Export the recording",
    defaultPath: join(app.getPath("documents"), name.replace(/[\\/:*?"<>|]/g, "-")),
    filters: [{ name: title, extensions: [ending] }],
  };
  const window = BrowserWindow.fromWebContents(sender);
  const chosen = await (window
    ? dialog.showSaveDialog(window, options)
    : dialog.showSaveDialog(options));
  return chosen.canceled || chosen.filePath === "" ? undefined : chosen.filePath;
}

/** Tells a window how far something is, not more often than it can be seen. */
function progressTo(sender: WebContents, job: string): (part: number) => void {
  let told = 0;
  return (part) => {
    const now = performance.now();
    if (now - told < progressEvery) return;
    told = now;
    emit(sender, "recordings.progress", { job, part });
  };
}
