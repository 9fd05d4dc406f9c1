import { join } from "node:path";
import type { EngineCallName } from "@shared/contracts";
import type { recordingCalls } from "@shared/contracts/recordings";
import { exportWords } from "@shared/recordings/export";
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
import { search } from "../recordings/search/search";
import type { Caller } from "./caller";
import type { Handlers } from "./door";
import type { Jobs } from "./jobs";

/** What the calls about recordings need. */
export interface RecordingParts {
  readonly env: NodeJS.ProcessEnv;
  /** The settings file. */
  readonly settings: string;
  readonly jobs: Jobs;
  /** The built player for web pages. */
  readonly player: string;
  /** The built program of a search. */
  readonly searchThread: string;
  readonly opened: OpenedRecordings;
  /** Where the open project's imported runs lie. @throws {Problem} when none is open */
  imported(): string;
  /** The project's runs, the latest first. */
  runs(): readonly { readonly id: string }[];
  /** The runs that are shared in the project, the latest first; some may be the project's own. */
  shared(): Promise<readonly { readonly id: string }[]>;
  /** Where a run's files lie, also a shared one's. @throws {Problem} `run-missing` */
  run(run: string): Promise<string>;
  /** Asks the person where to save a file; undefined when they chose nothing. */
  saveAs(
    caller: Caller,
    file: { readonly title: string; readonly name: string; readonly ending: string },
  ): Promise<string | undefined>;
  /** Tells every window. */
  tell(name: "recordings.importedChanged", payload: Record<string, never>): void;
}

type RecordingCall = keyof typeof recordingCalls & EngineCallName;

/** Makes the answers to the calls about recordings, whosever they are. */
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

/** Where a recording from elsewhere lies; undefined for the project's own. */
export const elsewhere = (
  parts: Pick<RecordingParts, "opened" | "imported">,
  recording: string,
): string | undefined =>
  parts.opened.folder(recording) ??
  (recording.startsWith("imported-") ? importedFolder(parts.imported(), recording) : undefined);
