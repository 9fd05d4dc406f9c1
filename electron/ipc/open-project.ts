import { basename } from "node:path";
import { Problem } from "@shared/contracts/problem";
import type { ProjectSnapshot } from "@shared/contracts/project";
import { isActive } from "@shared/runs/words";
import { inspect } from "../git/inspect";
import {
  type OpenedWorkspace,
  openWorkspace,
  type Workspace,
  type WorkspaceListener,
  type WorkspaceParts,
} from "../projects/workspace";
import type { Settings } from "../settings/settings";

/** How many repositories the welcome screen remembers. */
const recentProjects = 12;

/** The project that the window shows; at most one at a time. */
export interface OpenProject<Port> {
  /** @throws {Problem} `bad-request` when none is open */
  get(): Workspace<Port>;
  peek(): Workspace<Port> | undefined;
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
        readonly opening: Promise<OpenedWorkspace<Port>>;
        /** What it was like when something changed last, while no window listened. */
        latest(): ProjectSnapshot | undefined;
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
    const active = current?.supervisor.runs().filter(isActive) ?? [];
    if (active.length > 0)
      throw new Problem(
        "task-busy",
        `Runs go on in this project: ${active.map(({ task }) => task.id).join(", ")}. Stop them first.`,
      );
  };
  const abandonBegun = async (): Promise<void> => {
    const opening = begun?.opening;
    begun = undefined;
    await opening?.then(({ workspace }) => workspace.close()).catch(() => undefined);
  };
  const close = async (): Promise<void> => {
    const closing = current;
    current = undefined;
    await closing?.close();
    await abandonBegun();
    await remembering;
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
    begin(path) {
      let latest: ProjectSnapshot | undefined;
      const opening = openWorkspace(parts, path, {
        ...listener,
        changed(snapshot) {
          latest = snapshot;
          listener.changed(snapshot);
        },
      });
      // Whoever asks for it hears of the refusal.
      opening.catch(() => undefined);
      begun = { path, opening, latest: () => latest };
    },
    open: (path) =>
      inTurn(async () => {
        // A window that crashed and came back finds its project, and the runs in it, as they are.
        if (current && (await inspect(path)).top === current.top) return current.snapshot();
        requireIdle();
        // It may be the same project by another path, whose runs two would then take over.
        if (begun?.path !== path) await abandonBegun();
        const early = begun;
        begun = undefined;
        const { workspace, snapshot } = await (early?.opening ??
          openWorkspace(parts, path, listener));
        await close();
        current = workspace;
        // The project is shown without waiting for the disk.
        remembering = remember(workspace.top).catch(parts.report);
        // What changed meanwhile was told to a window that had no project yet.
        return { ...(early?.latest() ?? snapshot), runs: workspace.supervisor.runs() };
      }),
    leave: () =>
      inTurn(async () => {
        requireIdle();
        await parts.settings.update(({ last: _, ...data }) => data);
        await close();
      }),
    close,
  };
}
