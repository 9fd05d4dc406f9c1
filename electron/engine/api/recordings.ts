import { join } from "node:path";
import type { RecordingId, RunId } from "@shared/base/ids";
import type { EngineCallName } from "@shared/contracts";
import type { recordingCalls } from "@shared/contracts/recordings";
import { exportWords } from "@shared/recordings/export-formats";
import { recordingName } from "../../run-folder/recording-file";
import {
  importedFolder,
  importRun,
  listImported,
  removeImported,
} from "../recordings/elsewhere/imported";
import type { OpenedRecordings } from "../recordings/elsewhere/opened";
import { exportRecording } from "../recordings/exports/export";
import { aggMissing, findAgg } from "../recordings/exports/gif";
import { openHiding } from "../recordings/hide";
import { search } from "../recordings/search/search-recordings";
import type { Caller } from "./caller";
import type { Handlers } from "./door";
import type { Jobs } from "./jobs";

/** The parts that the calls about recordings use. */
export interface RecordingParts {
  readonly env: NodeJS.ProcessEnv;
  /** The settings file. */
  readonly settings: string;
  readonly jobs: Jobs;
  /** The built player for web pages. */
  readonly player: string;
  /** The path of the built search-thread.js. */
  readonly searchThread: string;
  readonly opened: OpenedRecordings;
  /**
   * The folder of the open project's imported runs.
   * @throws {Problem} when no project is open
   */
  imported(): string;
  /** The project's runs, the latest first. */
  runs(): readonly { readonly id: RunId }[];
  /** The project's shared runs, the latest first; some may be the project's own. */
  shared(): Promise<readonly { readonly id: RunId }[]>;
  /**
   * The folder of a run's files, also of a shared run.
   * @param run a recording that is not from elsewhere
   * @throws {Problem} `run-missing`
   */
  run(run: RecordingId): Promise<string>;
  /** Asks the person for the path of a new file; undefined when they cancelled. */
  saveAs(
    caller: Caller,
    file: { readonly title: string; readonly name: string; readonly ending: string },
  ): Promise<string | undefined>;
  /** Sends an event to every window. */
  tell(name: "recordings.importedChanged", payload: Record<string, never>): void;
}

type RecordingCall = keyof typeof recordingCalls & EngineCallName;

/** Makes the answers to the calls about recordings, the project's own and foreign ones. */
export function recordingHandlers(parts: RecordingParts): Pick<Handlers, RecordingCall> {
  const { jobs } = parts;
  const changed = () => parts.tell("recordings.importedChanged", {});
  return {
    "recordings.open": ({ path }) => parts.opened.open(path),
    "recordings.import": async ({ job, path }, client) => {
      const root = parts.imported();
      const imported = await jobs.run(client, job, (signal, progress) =>
        importRun(path, root, { signal, progress }),
      );
      changed();
      return imported;
    },
    "recordings.imported": () => listImported(parts.imported()),
    "recordings.remove": async ({ recording }) => {
      await removeImported(parts.imported(), recording);
      changed();
    },
    "recordings.pictures": async () => ({
      unavailable: (await findAgg(parts.env)) === undefined ? aggMissing : null,
    }),
    "recordings.export": async ({ job, recording, format, name }, client) => {
      const folder = elsewhere(parts, recording) ?? (await parts.run(recording));
      const from = join(folder, recordingName);
      const { title, ending } = exportWords[format];
      const to = await parts.saveAs(client.caller, { title, name: `${name}.${ending}`, ending });
      if (to === undefined) return null;
      const { rules } = await openHiding(parts.settings, parts.env);
      const tools = { ...parts, rules };
      const { torn, passedOver, hidden } = await jobs.run(client, job, (signal, progress) =>
        exportRecording({ from, to, format, title: name, replace: true, signal, progress }, tools),
      );
      return { path: to, torn, passedOver: passedOver ?? null, hidden };
    },
    "recordings.search": async ({ job, text, how }, client) => {
      const root = parts.imported();
      const imported = await listImported(root);
      const own = parts.runs();
      const others = (await parts.shared()).filter(({ id }) => !own.some((run) => run.id === id));
      const runs = [...own, ...others].map(async ({ id }) => ({ id, folder: await parts.run(id) }));
      const recordings = [
        ...(await Promise.all(runs)),
        ...imported.map(({ id }) => ({ id, folder: join(root, id) })),
      ];
      return jobs.run(client, job, (signal, progress) =>
        search(parts.searchThread, { recordings, query: { text, how } }, signal, {
          found: (results) => client.tell("recordings.found", { job, results: [...results] }),
          progress,
        }),
      );
    },
    "recordings.cancel": ({ job }, client) => jobs.cancel(client, job),
  };
}

/** The folder of a recording from elsewhere; undefined for one of the project's runs. */
export const elsewhere = (
  parts: Pick<RecordingParts, "opened" | "imported">,
  recording: RecordingId,
): string | undefined =>
  parts.opened.folder(recording) ??
  (recording.startsWith("imported-") ? importedFolder(parts.imported(), recording) : undefined);
