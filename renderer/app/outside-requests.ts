import { Problem } from "@shared/base/problem";
import type { Asked } from "@shared/contracts/app";
import type { MomentLink } from "@shared/runs/moment-link";
import { call } from "../store/bridge";
import { sayProblem } from "../store/notices";
import { openProject, useProjectState } from "../store/open-project";
import { go, goToRecording } from "../store/route";
import { findRun } from "../store/runs";
import { flushDrafts } from "../store/unsaved";
import { openRecording } from "./recordings";

let turn = Promise.resolve();

/** Shows the app's requests from outside that no window has shown yet, one after the other. */
export function showAsked(): Promise<void> {
  turn = turn
    .then(() => call("app.takeAsked"))
    .then((asked) => (asked ? show(asked) : undefined))
    .catch(sayProblem);
  return turn;
}

/** Opens another repository once every edit of the current one is in its file or in the drafts. */
export async function openOther(path: string): Promise<void> {
  await flushDrafts();
  await openProject(path);
}

function show(asked: Asked): Promise<void> {
  switch (asked.kind) {
    case "project":
      return openOther(asked.path);
    case "recording":
      return openRecording(asked.path);
    case "moment":
      return showMoment(asked.link);
    case "refused":
      throw new Problem("bad-request", asked.reason);
  }
}

/**
 * Goes to a moment of a run in this project, or of a shared copy of a run, or else of a run in a project that
 * was opened before. A link opens no project that the person has not opened themselves.
 */
async function showMoment(link: MomentLink): Promise<void> {
  if (await goToRun(link)) return;
  const owner = await call("project.ofRun", { run: link.run });
  const isHere = owner !== null && owner.path === openPath();
  if (!isHere && (await goToCopy(link))) return;
  if (owner !== null && !isHere) await openOther(owner.path);
  // When the project could not be opened, the welcome screen already says why.
  if ((await goToRun(link)) || useProjectState.getState().status === "refused") return;
  throw new Problem(
    "run-missing",
    `This link leads to the run ${link.run}, which is not here. Open the project that it belongs to, then the link again.`,
  );
}

function openPath(): string | undefined {
  const state = useProjectState.getState();
  return state.status === "open" ? state.project.path : undefined;
}

async function goToRun({ run, at }: MomentLink): Promise<boolean> {
  if (openPath() === undefined || (await findRun(run)) === undefined) return false;
  go({ place: "run", run, at });
  return true;
}

/** Goes to a moment of a shared or imported run. @returns false when there is no such copy */
async function goToCopy({ run, at }: MomentLink): Promise<boolean> {
  if (openPath() === undefined) return false;
  const shared = (await call("runs.shared")).some(({ id }) => id === run);
  const copy = shared
    ? await call("runs.openShared", { run })
    : (await call("recordings.imported")).find(({ imported }) => imported?.run?.id === run);
  if (copy) goToRecording(copy, at);
  return copy !== undefined;
}
