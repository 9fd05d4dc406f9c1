import { join } from "node:path";
import { asRunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { EngineCallName, EventName, EventPayload } from "@shared/contracts";
import { inFolder } from "@shared/specs/inner-project";
import type { Settings } from "../../settings/settings";
import { kindOf } from "../../system/disk";
import { inspect } from "../git/inspect";
import { createSample, firstCommit, initialise } from "../projects/create";
import { createDocument } from "../projects/new-document";
import { createFeature, nextFeature } from "../projects/new-feature";
import { projectOfRun } from "../projects/of-run";
import { featureInProject, featureWithin } from "../projects/project-folder";
import { placesNow } from "../projects/project-queue";
import { openTrust } from "../projects/trust";
import type { Workspace, WorkspaceParts } from "../projects/workspace";
import { createOpenedRecordings } from "../recordings/elsewhere/opened";
import { type BuildIndex, createRecordingIndexes } from "../recordings/index/recording-indexes";
import { runsOfTasks } from "../runs/run-pages";
import type { WindowTerminal } from "../window-terminal";
import { agentHandlers } from "./agents";
import type { Client } from "./caller";
import { documentHandlers } from "./documents";
import type { Behind, Handlers } from "./door";
import { createJobs } from "./jobs";
import { createOpenProject } from "./open-project";
import { queueHandlers } from "./queue";
import { type RecordingParts, recordingHandlers } from "./recordings";
import { runRecordingHandlers } from "./run-recordings";
import { runHandlers } from "./runs";

/** The parts that the calls use beyond the project: the app around it. */
export interface ApiParts extends WorkspaceParts<WindowTerminal>, Pick<RecordingParts, "saveAs"> {
  readonly settings: Settings;
  /** The folder with the sample project and the templates. */
  readonly resources: string;
  /** The person's folder of documents. */
  readonly documents: string;
  /** The built player for exported web pages. */
  readonly player: string;
  /** The path of the built search-thread.js. */
  readonly searchThread: string;
  /** The repository named at launch. */
  readonly named: string | undefined;
  /** Makes every window but the caller's save its edits. */
  flushOthers(than: Client): Promise<void>;
  /** Builds the indexes of recordings. */
  readonly buildIndex: BuildIndex;
  /** Called when the runs of an opened project are known, and after each change of a run. */
  runsChanged(): void;
}

/** The answers to the calls, and the project that the calls are about. */
export interface Api extends Behind {
  /** Answers a client's calls from now on and sends it events, until it is gone. */
  add(client: Client): void;
  /** Sends an event to every client. */
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Starts to open the project that the window will ask for. */
  begin(): void;
  workspace(): Workspace<WindowTerminal> | undefined;
  /** Ends the project's runs and closes everything that was opened for it. */
  close(): Promise<void>;
}

/** Makes the answers to every call of the contracts. */
export function createApi(parts: ApiParts): Api {
  const { settings } = parts;
  const clients = new Set<Client>();
  const tell = <N extends EventName>(name: N, payload: EventPayload<N>) => {
    for (const client of clients) client.tell(name, payload);
  };
  const tellOthers = <N extends EventName>(than: Client, name: N, payload: EventPayload<N>) => {
    for (const client of clients) if (client !== than) client.tell(name, payload);
  };
  // All windows show the open project, each its own place in it. A window may briefly still show the previous
  // project.
  const shown = new WeakMap<Client, string>();
  const indexes = createRecordingIndexes(parts.buildIndex);
  // The index is built before a person opens the run.
  const recorded = (folder: string) => indexes.prepare(folder);
  const opened = createOpenProject<WindowTerminal>(
    { ...parts, recorded, places: () => placesNow(settings.get()) },
    {
      changed: (patch) => tell("project.changed", patch),
      document: (path, digest) => tell("documents.changed", { path, digest }),
      run: (run) => {
        tell("runs.changed", run);
        runsChanged();
      },
      gone: (run) => tell("runs.gone", { run }),
      damaged: (damaged) => tell("runs.damaged", { damaged }),
      queue: (state) => tell("queue.changed", state),
    },
  );
  const project = opened.get;
  const runsChanged = () => void opened.peek()?.runsKnown.then(parts.runsChanged, () => undefined);
  const templates = join(parts.resources, "templates");
  // The repository named at launch is opened once, and not at every load of the page.
  let { named } = parts;

  const jobs = createJobs();
  const recordings: RecordingParts = {
    jobs,
    env: parts.env,
    settings: parts.home.settings,
    player: parts.player,
    saveAs: parts.saveAs,
    searchThread: parts.searchThread,
    runs: () => project().supervisor.listed(),
    shared: () => project().supervisor.shared(),
    opened: createOpenedRecordings(parts.home.opened),
    imported: () => parts.home.imported(project().id),
    run: (run) => project().supervisor.folder(asRunId(run)),
    tell,
  };

  const handlers: Handlers = {
    "project.atStart": () => ({
      open: opened.peek()?.folder ?? named ?? settings.get().last ?? null,
    }),
    "project.recent": () =>
      Promise.all(
        settings
          .get()
          .recent.map(async (it) => ({ ...it, missing: (await kindOf(it.path)) === "missing" })),
      ),
    "project.forget": ({ path }) =>
      settings.update((data) => ({
        ...data,
        recent: data.recent.filter((it) => it.path !== path),
      })),
    "project.ofRun": async ({ run }) => {
      const { recent } = settings.get();
      const open = opened.peek();
      const tops = [...(open ? [open.folder] : []), ...recent.map((it) => it.path)];
      const path = await projectOfRun(parts.home, tops, run);
      // The command line may have made the run meanwhile.
      if (path === open?.folder) await open?.supervisor.refresh();
      return path === undefined ? null : { path };
    },
    "project.sampleFolder": async () => ({
      path: await freeFolder(join(parts.documents, "parcel-rates")),
    }),
    "project.open": async ({ path }, client) => {
      named = undefined;
      const before = opened.peek()?.folder;
      if (before !== path) await parts.flushOthers(client);
      const snapshot = await opened.open(path);
      shown.set(client, snapshot.path);
      runsChanged();
      if (before !== snapshot.path) tellOthers(client, "project.opened", { path: snapshot.path });
      return snapshot;
    },
    "project.ifOpen": async ({ path }, client) => {
      const open = await opened.ifOpen(path);
      if (open === undefined) return null;
      shown.set(client, open.folder);
      return open.snapshot();
    },
    "project.createSample": async ({ path }) => {
      const top = await createSample(join(parts.resources, "sample"), path);
      // The app itself wrote every line of the sample's configuration.
      const made = await openTrust(parts.trust, await inspect(top));
      await made.give((await made.show()).digest);
      return { path: top };
    },
    "project.initialise": ({ path }) => initialise(path),
    "project.firstCommit": ({ path }) => firstCommit(path),
    "project.snapshot": () => project().snapshot(),
    "project.risks": () => project().trust.show(),
    "project.trust": async ({ digest }) => {
      await project().trust.give(digest);
      project().refresh();
    },
    "project.close": async (_input, client) => {
      await parts.flushOthers(client);
      await opened.leave();
      tellOthers(client, "project.closed", {});
    },
    "project.nextFeature": async () => {
      const { folder, within } = project();
      const { prefix, template } = await nextFeature(folder, templates);
      return { prefix, template: template === undefined ? undefined : inFolder(within, template) };
    },
    "project.createFeature": async ({ title }) => {
      const { folder, within } = project();
      const feature = featureWithin(within, await createFeature(folder, title, templates));
      await project().snapshot();
      return feature;
    },
    "project.createDocument": async ({ feature: id, kind, name }) => {
      const { feature } = await project().featureNow(id);
      const { folder, within } = project();
      const own = featureInProject(within, feature);
      const { path } = await createDocument(folder, own, kind, name, templates);
      const created = { path: inFolder(within, path) };
      await project().snapshot();
      return created;
    },
    "project.revision": ({ feature }) =>
      project().revisions.read(feature, runsOfTasks(project().supervisor.listed(), feature)),

    ...agentHandlers({
      env: parts.personEnv ?? (async () => parts.env),
      folder: parts.home.agents,
      jobs,
    }),
    ...documentHandlers({ project, tellOthers }),
    ...recordingHandlers(recordings),
    ...queueHandlers({ project, settings }),

    ...runHandlers({ project, jobs, tell }),
    ...runRecordingHandlers({ project, recordings, indexes }),
  };
  const requireShown = (name: EngineCallName, client: Client): void => {
    if (withoutProject.test(name) || shown.get(client) === opened.peek()?.folder) return;
    throw new Problem("bad-request", "Another project was opened meanwhile. Open this one again.");
  };
  return {
    handlers,
    add(client) {
      clients.add(client);
      client.gone.addEventListener("abort", () => clients.delete(client), { once: true });
    },
    tell,
    async permit(name, client) {
      requireShown(name, client);
      if (!withRuns.test(name)) return;
      await opened.peek()?.runsKnown;
      requireShown(name, client);
    },
    begin() {
      const initial = named ?? settings.get().last;
      if (initial !== undefined) opened.begin(initial);
    },
    workspace: opened.peek,
    async close() {
      await opened.close();
      await indexes.close();
      await recordings.opened.close();
    },
  };
}

/** Calls that need no project, or none that is open yet. */
const withoutProject =
  /^project\.(?:atStart|recent|forget|ofRun|sampleFolder|open|ifOpen|createSample|initialise|firstCommit)$|^agents\./;

/** Calls that wait until the open project's runs are known. */
const withRuns = /^(?:runs|recordings|queue)\.|^project\.revision$/;

/** The folder, or the first of `folder-2`, `folder-3`, … that does not exist. */
async function freeFolder(folder: string): Promise<string> {
  for (let n = 1; ; n += 1) {
    const path = n === 1 ? folder : `${folder}-${n}`;
    if ((await kindOf(path)) === "missing") return path;
  }
}
