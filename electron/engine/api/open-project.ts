import { basename, join } from "node:path";
import { Problem } from "@shared/base/problem";
import { serialQueue } from "@shared/base/serial-queue";
import type { ProjectSnapshot } from "@shared/contracts/project";
import type { Settings } from "../../settings/settings";
import { inspect } from "../git/inspect";
import { projectFolder } from "../projects/project-folder";
import {
  type OpenedWorkspace,
  openWorkspace,
  type Workspace,
  type WorkspaceListener,
  type WorkspaceParts,
} from "../projects/workspace";

/** Milliseconds that an opening gets to end by itself when another project is requested. */
const patience = 3_000;

/** The number of repositories in the welcome screen's list. */
const recentProjects = 12;

/** The project that the windows show; at most one at a time. */
export interface OpenProject<Port> {
  /** @throws {Problem} `bad-request` when no project is open */
  get(): Workspace<Port>;
  peek(): Workspace<Port> | undefined;
  /** The open project, if the folder is inside of it. */
  ifOpen(path: string): Promise<Workspace<Port> | undefined>;
  /** Starts to open a repository before the window asks for it. */
  begin(path: string): void;
  /** @throws {Problem} with the reason when it cannot be opened; the previous project then stays open */
  open(path: string): Promise<ProjectSnapshot>;
  /** @throws {Problem} `task-busy` while runs are active, because leaving a project ends its terminals */
  leave(): Promise<void>;
  /** Ends the project's runs and closes everything that was opened for it. */
  close(): Promise<void>;
}

export function createOpenProject<Port>(
  parts: WorkspaceParts<Port> & { readonly settings: Settings },
  listener: WorkspaceListener,
): OpenProject<Port> {
  let current: Workspace<Port> | undefined;
  let remembering = Promise.resolve();
  let begun:
    | {
        readonly path: string;
        readonly stop: AbortController;
        readonly opening: Promise<OpenedWorkspace<Port>>;
      }
    | undefined;

  // Openings run one after the other. Of two simultaneous ones, one would stay open without being shown.
  const { run: inTurn } = serialQueue();

  const requireIdle = async (): Promise<void> => {
    await current?.runsKnown.catch(() => undefined);
    const active = current?.supervisor.active() ?? [];
    if (active.length > 0)
      throw new Problem(
        "task-busy",
        `Runs go on in this project: ${active.map(({ task }) => task.id).join(", ")}. Stop them first.`,
      );
  };
  const abandonBegun = async (): Promise<void> => {
    const { opening, stop } = begun ?? {};
    begun = undefined;
    stop?.abort();
    await opening?.then(({ workspace }) => workspace.close()).catch(() => undefined);
  };
  /** Cancels the current opening. */
  let stopOpening: () => void = () => undefined;
  const close = async (): Promise<void> => {
    stopOpening();
    const closing = current;
    current = undefined;
    await closing?.close();
    await abandonBegun();
    await remembering;
  };
  const folderOf = async (path: string): Promise<string> => {
    const { top } = await inspect(path);
    return join(top, await projectFolder(top, path));
  };
  const remember = (top: string): Promise<void> => {
    const entry = { path: top, name: basename(top), openedAt: new Date().toISOString() };
    return parts.settings.update((data) => ({
      ...data,
      last: top,
      recent: [entry, ...data.recent.filter((it) => it.path !== top)].slice(0, recentProjects),
    }));
  };

  return {
    get() {
      if (!current) throw new Problem("bad-request", "No project is open.");
      return current;
    },
    peek: () => current,
    async ifOpen(path) {
      const open = current;
      return open && (await folderOf(path)) === open.folder ? open : undefined;
    },
    begin(path) {
      const stop = new AbortController();
      const opening = openWorkspace(parts, path, listener, stop.signal);
      // The later request reports the refusal.
      opening.catch(() => undefined);
      begun = { path, stop, opening };
    },
    open(path) {
      // An opening that does not end must not block the next one.
      const impatient = setTimeout(stopOpening, patience);
      return inTurn(async () => {
        clearTimeout(impatient);
        // A window that is reloaded after a crash gets the open project, with its runs.
        if (current && (await folderOf(path)) === current.folder) return current.snapshot();
        await requireIdle();
        // The path may lead to the same project by another name, and two openings would both take over its runs.
        if (begun?.path !== path) await abandonBegun();
        const early = begun;
        begun = undefined;
        const stop = early?.stop ?? new AbortController();
        stopOpening = () => stop.abort();
        const { workspace } = await (early?.opening ??
          openWorkspace(parts, path, listener, stop.signal));
        stopOpening = () => undefined;
        await close();
        current = workspace;
        // The project is shown without waiting for the disk.
        remembering = remember(workspace.folder).catch(parts.report);
        // Changes during the opening were sent to a window without a project, so the snapshot is made anew.
        return workspace.current();
      });
    },
    leave: () =>
      inTurn(async () => {
        await requireIdle();
        await parts.settings.update(({ last: _, ...data }) => data);
        await close();
      }),
    close,
  };
}
