import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import type { TaskRevision } from "@shared/contracts/revision";
import { formats } from "@shared/specs/formats";
import { useEffect, useState } from "react";
import { call, on } from "./bridge";
import { sayProblem } from "./notices";
import { useRunMoves } from "./runs";

const none: ReadonlyMap<string, TaskRevision> = new Map();

interface Found {
  /** Identifies the commit and the runs that the revisions were computed from. */
  readonly moment: string;
  readonly revisions: ReadonlyMap<string, TaskRevision>;
}

/**
 * The tasks of a feature that are based on an older text of its spec, by ID. Requested again when the spec, the
 * tasks, the commit or a run of the feature changes. The last answer stays until the next arrives.
 */
export function useRevision(
  project: ProjectSnapshot,
  feature: FeatureSummary,
): ReadonlyMap<string, TaskRevision> {
  const [found, setFound] = useState<Found>({ moment: "", revisions: none });
  const { id, folder, format } = feature;
  const moment = `${project.branch.commit} ${useRunMoves(id)}`;

  useEffect(() => {
    // Of two requests only the later one's answer counts.
    let latest = 0;
    const read = () => {
      latest += 1;
      const mine = latest;
      call("project.revision", { feature: id })
        .then((list) => {
          const revisions = new Map(list.map((each) => [each.task, each]));
          if (mine === latest) setFound({ moment, revisions });
        })
        .catch(sayProblem);
    };
    read();
    const { spec, tasks } = formats[format];
    const stop = on("documents.changed", ({ path }) => {
      if (path === `${folder}/${spec}` || path === `${folder}/${tasks}`) read();
    });
    return () => {
      latest = -1;
      stop();
    };
  }, [id, folder, format, moment]);
  return found.revisions;
}
