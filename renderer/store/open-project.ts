import { asProblem, type Problem } from "@shared/base/problem";
import type { ProjectPatch, ProjectSnapshot } from "@shared/contracts/project";
import { patched } from "@shared/contracts/project-patch";
import { create } from "zustand";
import { call, on } from "./bridge";
import { followQueue, openQueue } from "./queue";
import { startRoutes } from "./route";
import { recallRoute } from "./route-memory";
import { followRuns, openRuns } from "./runs";

/** The state of the window's project: none, being opened, open, or refused. */
export type ProjectState =
  | { readonly status: "starting" }
  | { readonly status: "none" }
  | { readonly status: "opening"; readonly path: string }
  | { readonly status: "refused"; readonly path: string; readonly problem: Problem }
  | { readonly status: "open"; readonly project: ProjectSnapshot };

export const useProjectState = create<ProjectState>(() => ({ status: "starting" }));

const become = (state: ProjectState) => useProjectState.setState(state, true);

/** The open project. Only for components that are shown while a project is open. */
export function useProject(): ProjectSnapshot {
  const state = useProjectState();
  if (state.status !== "open") throw new Error("No project is open.");
  return state.project;
}

/**
 * Opens a repository at the place where it was left. A refusal becomes a state, which the welcome screen
 * explains.
 * @throws {Problem} `task-busy` when runs go on in the open project, which then stays open
 */
export async function openProject(path: string): Promise<void> {
  const before = useProjectState.getState();
  // At the launch the project is shown at once, without the welcome screen before it.
  if (before.status !== "starting") become({ status: "opening", path });
  const meanwhile: ProjectPatch[] = [];
  const stop = on("project.changed", (patch) => meanwhile.push(patch));
  try {
    const project = await call("project.open", { path });
    openRuns();
    openQueue();
    startRoutes(await recallRoute(project));
    become({ status: "open", project });
    for (const patch of meanwhile) change(patch);
  } catch (error) {
    const problem = asProblem(error);
    const stays = before.status === "open" && problem.code === "task-busy";
    become(stays ? before : { status: "refused", path, problem });
    if (stays) throw problem;
  } finally {
    stop();
  }
}

/** Closes the project and shows the welcome screen. */
export async function closeProject(): Promise<void> {
  await call("project.close");
  become({ status: "none" });
}

export function showWelcome(): void {
  become({ status: "none" });
}

/** Updates the state at the engine's events. @returns the function that stops the updates */
export function followProject(): () => void {
  const stops = [
    on("project.changed", change),
    on("project.closed", () => become({ status: "none" })),
    followRuns(),
    followQueue(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function change(patch: ProjectPatch): void {
  // A late event of a project that is being left must not bring that project back.
  const state = useProjectState.getState();
  if (state.status !== "open" || state.project.path !== patch.path) return;
  const project = patched(state.project, patch);
  if (project !== undefined) become({ status: "open", project });
  else
    call("project.snapshot").then(
      (whole) => {
        const now = useProjectState.getState();
        if (now.status === "open" && now.project.path === whole.path)
          become({ status: "open", project: whole });
      },
      () => undefined,
    );
}
