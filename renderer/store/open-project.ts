import { asProblem, type Problem } from "@shared/base/problem";
import type { ProjectPatch, ProjectSnapshot } from "@shared/contracts/project";
import { patched } from "@shared/contracts/project-patch";
import { create } from "zustand";
import { call, on } from "./bridge";
import { begin } from "./route";
import { recallRoute } from "./route-memory";
import { followRuns, openRuns } from "./runs";

/** What the window knows of the project: none, one being opened, one that is open, or a refusal. */
export type ProjectState =
  | { readonly status: "starting" }
  | { readonly status: "none" }
  | { readonly status: "opening"; readonly path: string }
  | { readonly status: "refused"; readonly path: string; readonly problem: Problem }
  | { readonly status: "open"; readonly project: ProjectSnapshot };

export const useProjectState = create<ProjectState>(() => ({ status: "starting" }));

const become = (state: ProjectState) => useProjectState.setState(state, true);

/** The open project. Only for what is shown while a project is open. */
export function useProject(): ProjectSnapshot {
  const state = useProjectState();
  if (state.status !== "open") throw new Error("No project is open.");
  return state.project;
}

/**
 * Opens a repository where it was left; a refusal becomes the state that the welcome screen explains.
 * @throws {Problem} `task-busy` when runs go on in the project that is open, which then stays
 */
export async function openProject(path: string): Promise<void> {
  const before = useProjectState.getState();
  // A launch shows the project at once, without the welcome screen in between.
  if (before.status !== "starting") become({ status: "opening", path });
  const meanwhile: ProjectPatch[] = [];
  const stop = on("project.changed", (patch) => meanwhile.push(patch));
  try {
    const project = await call("project.open", { path });
    await openRuns();
    begin(await recallRoute(project));
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

/** Keeps the state in step with the privileged side's events. Returns the function that stops it. */
export function followProject(): () => void {
  const stops = [
    on("project.changed", change),
    on("project.closed", () => become({ status: "none" })),
    followRuns(),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}

function change(patch: ProjectPatch): void {
  // The last words of a project that is being left must not bring it back.
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
