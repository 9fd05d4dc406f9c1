import { availableParallelism, totalmem } from "node:os";
import type { QueueState } from "@shared/contracts/queue";
import { summarise } from "@shared/runs/projection";
import { type Places, placesOfMachine } from "@shared/runs/queued-task";
import { isUndecided } from "@shared/runs/words";
import type { SettingsData } from "../../settings/settings";
import type { ProjectFiles } from "../files/project-files";
import type { Supervisor } from "../runs/supervisor";
import { openQueue, type Queue } from "../scheduler/queue";
import type { FeatureNow } from "./feature-now";
import { readTaskList } from "./task-list";

/** Columns and rows of a terminal that no window has shown yet. */
const unseen = { cols: 120, rows: 32 } as const;

/** Phases in which a run may still need its agent or a person. */
const open: ReadonlySet<string> = new Set([
  "queued",
  "preparing",
  "running",
  "ended",
  "uncaptured",
  "review",
]);

/** The limits of the queue: the person's, or else what this machine takes. */
export function placesNow({
  runsAtOnce,
}: Pick<SettingsData, "runsAtOnce">): Places & { ofMachine: number; chosen: boolean } {
  const ofMachine = placesOfMachine(availableParallelism(), totalmem());
  const most = runsAtOnce?.most;
  return {
    most: most ?? ofMachine,
    perAgent: runsAtOnce?.perAgent ?? {},
    ofMachine,
    chosen: most !== undefined,
  };
}

/** Opens the queue of an open project. */
export function openProjectQueue<Port>({
  file,
  supervisor,
  files,
  featureNow,
  ...parts
}: {
  readonly file: string;
  readonly supervisor: Supervisor<Port>;
  readonly files: ProjectFiles;
  featureNow(id: string): Promise<FeatureNow>;
  places(): ReturnType<typeof placesNow>;
  changed(state: QueueState): void;
  report(error: unknown): void;
}): Promise<Queue> {
  return openQueue({
    ...parts,
    file,
    runs: () =>
      supervisor
        .listed()
        .filter(({ phase }) => open.has(phase))
        .map(({ run }) => summarise(run()))
        .filter(isUndecided),
    runsOf: (feature, task) =>
      supervisor
        .listed()
        .filter((run) => run.feature === feature && run.task === task)
        .map(({ run }) => summarise(run())),
    async readList(feature) {
      const now = await featureNow(feature).catch(() => undefined);
      return now && readTaskList(files, now.feature);
    },
    async toStart(id, task) {
      const { feature, branch } = await featureNow(id);
      return supervisor.toStart({ feature, branch, task });
    },
    async start({ feature: id, task, agent, recordsInput }, shown, anyway) {
      const { feature, branch, constitution } = await featureNow(id);
      return supervisor.start({
        ...{ feature, branch, constitution, task, agent, shown, recordsInput, anyway },
        attended: true,
        size: unseen,
      });
    },
  });
}
