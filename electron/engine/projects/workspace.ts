import { join } from "node:path";
import type { ProjectId, RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import {
  type FeatureSummary,
  type ProjectPatch,
  type ProjectSnapshot,
  projectPathSchema,
} from "@shared/contracts/project";
import type { QueueState } from "@shared/contracts/queue";
import type { DamagedRun } from "@shared/runs/damaged-run";
import type { RunSummary } from "@shared/runs/summary";
import { isActive } from "@shared/runs/words";
import type { Home } from "../../settings/home";
import { kindOf } from "../../system/disk";
import type { BuiltInLauncher } from "../agents";
import { openProjectFiles, type ProjectFiles } from "../files/project-files";
import { watchSoon } from "../files/watch-soon";
import type { ProjectChanges } from "../files/watcher";
import type { WriteDocument } from "../files/write-document";
import { inspect, readBranch } from "../git/inspect";
import { closeObjects } from "../git/object-reader";
import type { Repository } from "../git/repository";
import { isUncommitted } from "../git/status";
import type { HostProcess } from "../runs/host-process";
import type { SealKey } from "../runs/journal";
import { beginSupervisor } from "../runs/open-supervisor";
import type { Supervisor } from "../runs/supervisor";
import type { Sandbox } from "../sandbox/probe";
import type { Queue } from "../scheduler/queue";
import type { TrustBook } from "../settings/trust-store";
import { createFeatureMemory } from "./feature-memory";
import type { FeatureNow } from "./feature-now";
import { findProjects } from "./inner-projects";
import type { ChangedText } from "./listed-paths";
import { projectId, readEarly, readProject, readUncommitted } from "./open";
import { featureInProject, featureWithin, projectFolder } from "./project-folder";
import { openProjectQueue, type placesNow } from "./project-queue";
import { type ProjectReader, showProject } from "./shown-project";
import { openHistory, type SpecHistory } from "./spec-history";
import { openRevisions, type Revisions } from "./spec-revisions";
import { openTrust, type ProjectTrust } from "./trust";

/**
 * Milliseconds between the watcher's readiness and the reading that finds earlier changes, because the window is
 * busy showing the project until then.
 */
const catchUp = 400;

/** The parameters of an open project, given by the app or the command line. */
export interface WorkspaceParts<Port> {
  readonly home: Home;
  readonly env: NodeJS.ProcessEnv;
  /** The environment of the person's terminals, when the app was started without one; `env` by default. */
  readonly personEnv?: () => Promise<NodeJS.ProcessEnv>;
  readonly shell: string;
  readonly launcher: BuiltInLauncher;
  startHost(): HostProcess<Port>;
  /** See `SupervisorParts`. */
  leftHosts?(): readonly HostProcess<Port>[];
  /** Edits documents; by default in this thread. */
  readonly write?: WriteDocument;
  /** Called with each run's folder once its recording is complete. */
  recorded?(folder: string): void;
  /** Called with each change of a run, also without a listener. */
  readonly onRun?: (run: RunSummary) => void;
  /** See `SupervisorParts`. */
  sealKey?(): Promise<SealKey | undefined>;
  /** See `SupervisorParts`. */
  sandbox?(): Promise<Sandbox>;
  readonly trust: TrustBook;
  /** The limits of the queue; undefined where nothing is queued. */
  places?(): ReturnType<typeof placesNow>;
  report(error: unknown): void;
}

/** The events of an open project for the window. */
export interface WorkspaceListener {
  changed(patch: ProjectPatch): void;
  /** @param digest see `ProjectChanges` */
  document(path: string, digest?: string): void;
  run(run: RunSummary): void;
  /** A run no longer exists. */
  gone(run: RunId): void;
  /** The set of runs with an unreadable record has changed. */
  damaged(runs: DamagedRun[]): void;
  /** The queue of tasks has changed. */
  queue(state: QueueState): void;
}

/** An open project: its files, its runs, and its shown state. */
export interface Workspace<Port> {
  /** The name of the project's folders in the app's data. */
  readonly id: ProjectId;
  /** The repository's top folder. */
  readonly top: string;
  /** The project's folder in the repository; empty for the whole repository. */
  readonly within: string;
  /** The project's own folder. */
  readonly folder: string;
  /** The files of the whole repository. */
  readonly files: ProjectFiles;
  readonly history: SpecHistory;
  readonly supervisor: Supervisor<Port>;
  /** Resolves when the supervisor knows the runs. Rejects when they cannot be read. */
  readonly runsKnown: Promise<void>;
  readonly revisions: Revisions;
  readonly trust: ProjectTrust;
  /**
   * The tasks that start by themselves.
   * @throws {Problem} `bad-request` where nothing is queued
   */
  queue(): Promise<Queue>;
  /** The project's state that the listener was told last. */
  current(): ProjectSnapshot;
  /** Reads the project again, and tells the listener. */
  snapshot(): Promise<ProjectSnapshot>;
  /** Reads the project again after a short time, once for many requests. */
  refresh(): void;
  /**
   * The current feature, branch and constitution, without reading the rest of the project.
   * @throws {Problem} `file-missing` when the feature does not exist
   */
  featureNow(id: string): Promise<FeatureNow>;
  /** A save changed the text of a document. */
  saved(path: string, text: ChangedText): void;
  /** Polls for changes that the system does not report, if there can be any. */
  look(): void;
  /** Ends the runs, the watcher and the pty host. */
  close(): Promise<void>;
}

/** A newly opened project with its state at that time. */
export interface OpenedWorkspace<Port> {
  readonly workspace: Workspace<Port>;
  readonly snapshot: ProjectSnapshot;
}

/**
 * Opens the project of a folder: a repository, or a folder of one with its own specs.
 * @param signal cancels the opening and its git processes
 * @param listener undefined on the command line; then no file is watched
 * @throws {Problem} see `inspect` and `readProject`
 */
export async function openWorkspace<Port>(
  parts: WorkspaceParts<Port>,
  folder: string,
  listener: WorkspaceListener | undefined,
  signal?: AbortSignal,
): Promise<OpenedWorkspace<Port>> {
  const opening = openFolder(parts, folder, listener, signal);
  if (!signal) return opening;
  const stopped = new Promise<never>((_, reject) => {
    const stop = () => reject(new Problem("cancelled", "Another project was opened meanwhile."));
    if (signal.aborted) stop();
    signal.addEventListener("abort", stop, { once: true });
  });
  // A result after the cancellation is closed, because no caller waits for it.
  opening.then(
    ({ workspace }) => (signal.aborted ? workspace.close() : undefined),
    () => undefined,
  );
  return Promise.race([opening, stopped]);
}

async function openFolder<Port>(
  parts: WorkspaceParts<Port>,
  folder: string,
  listener: WorkspaceListener | undefined,
  signal: AbortSignal | undefined,
): Promise<OpenedWorkspace<Port>> {
  // The reading takes longest, so it begins first. Each start of a git process blocks everything else.
  const ending = new AbortController();
  const until = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  const early = await readEarly(folder, parts.trust, listener && { signal: until });
  const found = await inspect(folder);
  const within = await projectFolder(found.top, folder);
  const trust = await openTrust(parts.trust, found);
  const repository = (): Repository => ({ ...found, trusted: trust.given });
  const known = early?.top === found.top ? early : undefined;
  const own = join(found.top, within);
  const memory =
    (within === "" ? known?.memory : undefined) ?? createFeatureMemory(own, openProjectFiles(own));
  const read = async (features: Promise<FeatureSummary[]>) =>
    readProject(repository(), { features, within, trusted: await trust.isCurrent() });
  // The runs are not in the repository, so both are read at the same time.
  let look = (): void => undefined;
  let queue: Promise<Queue> | undefined;
  const lookAtQueue = (): void =>
    void queue?.then(
      (opened) => opened.look(),
      () => undefined,
    );
  const { supervisor, known: runsKnown } = beginSupervisor({
    ...parts,
    projectId: projectId(found),
    repository,
    unconfined: trust.unconfined,
    changed: (run) => {
      parts.onRun?.(run);
      listener?.run(run);
      if (!isActive(run)) look();
      lookAtQueue();
    },
    gone: (run) => {
      listener?.gone(run);
      lookAtQueue();
    },
    damaged: (runs) => listener?.damaged(runs),
  });
  runsKnown.catch(() => undefined);
  const first = await read((within === "" ? known?.features : undefined) ?? memory.readAll()).catch(
    async (error: unknown) => {
      ending.abort();
      await supervisor.close().catch(() => undefined);
      throw error;
    },
  );
  // A window shows the project before its runs are known. A command line needs the runs.
  if (listener === undefined) await runsKnown;

  let inner: string[] = [];
  const reader: ProjectReader = {
    read: async () => ({
      ...(await read(memory.readAll())),
      ...(inner.length === 0 ? {} : { inner }),
    }),
    async readFeature(feature) {
      const { format, folder } = featureInProject(within, feature);
      if ((await kindOf(join(found.top, feature.folder))) !== "folder") return undefined;
      const name = folder.slice(folder.lastIndexOf("/") + 1);
      return featureWithin(within, await memory.read(format, name));
    },
    uncommitted: () => readUncommitted(repository(), ending.signal),
    isUncommitted: (path) => isUncommitted(repository(), path),
  };
  const listing = listener && (known?.uncommitted ?? reader.uncommitted());
  // A large project is shown before git has looked at all of its files.
  const listed = await Promise.race([listing, undefined]).catch(() => undefined);
  const shown = showProject(
    { ...first, ...(listed && { uncommitted: [...listed] }) },
    reader,
    listener &&
      ((patch) => {
        listener.changed(patch);
        lookAtQueue();
      }),
    parts.report,
    listed ? undefined : listing,
  );
  const featureNow = async (id: string): Promise<FeatureNow> => {
    const known = shown.current().features.find((feature) => feature.id === id);
    const [read, branch] = await Promise.all([
      known && reader.readFeature(known),
      readBranch(repository()),
    ]);
    const { constitution } = shown.current();
    if (read) return { feature: read, branch, constitution };
    const whole = await shown.readAgain();
    const feature = whole.features.find((each) => each.id === id);
    if (!feature) throw new Problem("file-missing", "This feature is not there any more.", id);
    return { feature, branch: whole.branch, constitution: whole.constitution };
  };

  /** The search covers the whole repository, so it begins when the project is shown. */
  const findInner = (): void => {
    findProjects(found.top).then((folders) => {
      inner = folders;
      if (folders.length > 0) shown.refresh();
    }, parts.report);
  };

  let caughtUp = false;
  let timer: NodeJS.Timeout | undefined;
  const onDisk = openProjectFiles(found.top, parts.write);
  const changes: ProjectChanges = {
    document(path, digest) {
      // A file name may contain characters that no project path has; such a file is not shown.
      if (projectPathSchema.safeParse(path).success) listener?.document(path, digest);
      shown.documentChanged(path, { digest });
    },
    repository() {
      if (caughtUp) shown.refresh();
    },
    unwatched: (error) =>
      parts.report(
        new Problem(
          "unexpected",
          "The system watches no more folders, so what other programs change shows up to ten seconds late. Close programs that watch many files, or raise the system's limit (fs.inotify.max_user_watches), then open the project again.",
          String(error),
        ),
      ),
  };
  const watched = listener
    ? watchSoon({ ...found, folder: own }, onDisk, changes, () => {
        timer = setTimeout(() => {
          caughtUp = true;
          shown.refresh();
          supervisor.refresh().catch(parts.report);
          if (within === "") findInner();
        }, catchUp);
      })
    : undefined;

  if (watched) look = watched.look;
  const files = watched?.files ?? onDisk;
  const { places, report } = parts;
  if (listener && places) {
    const file = parts.home.queue(projectId(found));
    const opened = { file, supervisor, files, featureNow, places, report, changed: listener.queue };
    queue = runsKnown.then(() => openProjectQueue(opened));
    queue.catch(report);
  }
  const workspace: Workspace<Port> = {
    id: projectId(found),
    top: found.top,
    within,
    folder: own,
    files,
    history: openHistory(repository, files, within),
    supervisor,
    runsKnown,
    trust,
    revisions: openRevisions(repository, files, supervisor.created, within),
    current: shown.current,
    snapshot: shown.readAgain,
    refresh: shown.refresh,
    featureNow,
    saved: shown.documentChanged,
    queue: () => queue ?? Promise.reject(new Problem("bad-request", "Nothing is queued here.")),
    look: () => look(),
    async close() {
      shown.close();
      ending.abort();
      clearTimeout(timer);
      try {
        await queue?.then((opened) => opened.close()).catch(() => undefined);
        await watched?.close();
      } finally {
        await supervisor.close();
        closeObjects(found.commonDir);
      }
    },
  };
  return { workspace, snapshot: shown.current() };
}
