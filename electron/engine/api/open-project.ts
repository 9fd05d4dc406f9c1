import { basename, join } from "node:path";
import { Problem } from "@shared/base/problem";
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

/** Milliseconds that an opening gets to end by itself when another project is asked for. */
const patience = 3_000;

/** How many repositories the welcome screen remembers. */
const recentProjects = 12;

/** The project that the window shows; at most one at a time. */
export interface OpenProject<Port> {
  /** @throws {Problem} `bad-request` when none is open */
  get(): Workspace<Port>;
  peek(): Workspace<Port> | undefined;
  /** The open project, if a folder is in it. */
  ifOpen(path: string): Promise<Workspace<Port> | undefined>;
  /** Starts opening a repository before the window asks for it. */
  begin(path: string): void;
  /** @throws {Problem} why it cannot be opened; the project that was open stays open */
  open(path: string): Promise<ProjectSnapshot>;
  /** @throws {Problem} `task-busy` while runs go on: leaving a project ends its terminals */
  leave(): Promise<void>;
  /** Ends the project's runs and everything that was opened for it. */
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

  // One after another: of two projects that open at once, one would stay open unseen.
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const result = turn.then(work);
    turn = result.catch(() => undefined);
    return result;
  };

  const requireIdle = (): void => {
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
  /** Ends the opening that is underway. */
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
      // Whoever asks for it hears of the refusal.
      opening.catch(() => undefined);
      begun = { path, stop, opening };
    },
    open(path) {
      // One that does not come to an end must not keep the next one waiting.
      const impatient = setTimeout(stopOpening, patience);
      return inTurn(async () => {
        clearTimeout(impatient);
        // A window that crashed and came back finds its project, and the runs in it, as they are.
        if (current && (await folderOf(path)) === current.folder) return current.snapshot();
        requireIdle();
        // It may be the same project by another path, whose runs two would then take over.
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
        // What changed meanwhile was told to a window that had no project yet.
        return workspace.current();
      });
    },
    leave: () =>
      inTurn(async () => {
        requireIdle();
        await parts.settings.update(({ last: _, ...data }) => data);
        await close();
      }),
    close,
  };
}
