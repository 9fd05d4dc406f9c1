import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import { formats } from "@shared/specs/formats";
import { staleNotes } from "@shared/tasks/stale";
import { useProjectState } from "../../store/open-project";
import { go } from "../../store/route";
import { useRevision } from "../../store/task-revisions";
import "./stale-notes.css";

/** Beside a spec: the tasks that are based on an earlier text of their requirement. */
export function StaleNotes({ path }: { path: string }) {
  const state = useProjectState();
  if (state.status !== "open") return null;
  const feature = state.project.features.find(
    ({ folder, format }) => path === `${folder}/${formats[format].spec}`,
  );
  return feature ? <Notes project={state.project} feature={feature} /> : null;
}

function Notes({ project, feature }: { project: ProjectSnapshot; feature: FeatureSummary }) {
  const notes = staleNotes([...useRevision(project, feature).values()]);
  return notes.map(({ id, change, tasks }) => (
    <p key={id} className="stale-note">
      <b>{change}</b> {tasks}{" "}
      <button
        type="button"
        aria-label={`Show what rests on ${id} on the board`}
        onClick={() => go({ place: "board", feature: feature.id })}
      >
        Show
      </button>
    </p>
  ));
}
