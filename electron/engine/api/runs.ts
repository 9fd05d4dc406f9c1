import type { EngineCallName } from "@shared/contracts";
import { Problem } from "@shared/contracts/problem";
import type { Workspace } from "../../projects/workspace";
import { readEvents } from "../../runs/event-log";
import { placesOf, type RecordingIndexes } from "../../runs/recording-index/recording-indexes";
import { verifyRunFolder } from "../../runs/verify";
import { terminalOf, type WindowTerminal } from "../window-terminal";
import type { Handlers } from "./door";
import { featureOf } from "./feature-of";
import type { Jobs } from "./jobs";
import { createLatest } from "./latest";
import { elsewhere, type RecordingParts } from "./recordings";

type RunCall = Extract<EngineCallName, `runs.${string}`>;

/** Makes the answers to the calls about runs, and about what was recorded of them. */
export function runHandlers({
  project,
  recordings,
  indexes,
  jobs,
}: {
  /** The project that is open. @throws {Problem} when none is */
  project(): Workspace<WindowTerminal>;
  readonly recordings: RecordingParts;
  readonly indexes: RecordingIndexes;
  readonly jobs: Jobs;
}): Pick<Handlers, RunCall> {
  const latest = createLatest();
  const recordingFolder = async (run: string) =>
    elsewhere(recordings, run) ?? (await recordings.run(run));
  return {
    "runs.agents": ({ feature, task }) => project().supervisor.agents(feature, task),
    "runs.toStart": async ({ feature: id, task }) => {
      const snapshot = await project().snapshot();
      const feature = featureOf(snapshot, id);
      return project().supervisor.toStart({ feature, branch: snapshot.branch, task });
    },
    "runs.start": async ({ feature: id, shown, ...asked }) => {
      const { task, agent, size, recordsInput, from, repeats } = asked;
      if (shown === undefined && from === undefined && repeats === undefined)
        throw new Problem("bad-request", "Nothing was shown of what would start.");
      const snapshot = await project().snapshot();
      const { branch, constitution } = snapshot;
      const feature = featureOf(snapshot, id);
      return project().supervisor.start({
        feature,
        branch,
        constitution,
        task,
        agent,
        shown,
        attended: true,
        recordsInput,
        size,
        from,
        repeats,
      });
    },
    "runs.attach": ({ run }, client) => {
      project().supervisor.attach(run, () => terminalOf(client.caller, run));
    },
    "runs.finish": ({ run }) => project().supervisor.finish(run),
    "runs.stop": ({ run }) => project().supervisor.stop(run),
    "runs.change": ({ run }) => project().supervisor.change(run),
    "runs.fileChange": ({ run, commit, path }) =>
      project().supervisor.fileChange(run, commit, path),
    "runs.treeAt": ({ run, commit }, client) =>
      latest(client, `runs.treeAt ${run}`, (signal) =>
        project().supervisor.treeAt(run, commit, signal),
      ),
    "runs.changeAt": ({ run, commit, from }, client) =>
      latest(client, `runs.changeAt ${run}`, (signal) =>
        project().supervisor.changeAt(run, commit, from, signal),
      ),
    "runs.approve": async ({ run, shown }) => {
      const approved = await project().supervisor.approve(run, shown);
      project().refresh();
      return approved;
    },
    "runs.sendBack": ({ run, note }) => project().supervisor.sendBack(run, note),
    "runs.discard": async ({ run }) => {
      const discarded = await project().supervisor.discard(run);
      project().refresh();
      return discarded;
    },
    "runs.prepareShare": ({ job, run }, client) =>
      jobs.run(client, job, (signal, progress) =>
        project().supervisor.prepareShare(run, { signal, progress }),
      ),
    "runs.share": async ({ run, shown }) => {
      const done = await project().supervisor.share(run, shown);
      project().refresh();
      return done;
    },
    "runs.shared": () => project().supervisor.shared(),
    "runs.openShared": ({ run }) => project().supervisor.openShared(run),
    "runs.events": async ({ run }) => {
      const folder = elsewhere(recordings, run);
      return folder === undefined
        ? project().supervisor.events(run)
        : [...(await readEvents(folder)).events];
    },
    "runs.recordingIndex": async ({ run }) => {
      const head = await indexes.head(await recordingFolder(run));
      if ("part" in head) return { status: "reading", part: head.part };
      return { status: "ready", outline: head.outline, parts: placesOf(head) };
    },
    "runs.recordingPart": async ({ run, part }) => indexes.part(await recordingFolder(run), part),
    "runs.redrive": ({ run, at }, client) =>
      latest(client, `runs.redrive ${run}`, (signal) => {
        const { supervisor } = project();
        const branch = at === "branch" ? supervisor.created(run).branch : undefined;
        return supervisor.redrive(run, branch && `refs/heads/${branch}`, signal);
      }),
    "runs.stopRedrive": ({ run }, client) =>
      latest(client, `runs.redrive ${run}`, () => Promise.resolve(undefined)),
    "runs.verify": ({ run }) => {
      const folder = elsewhere(recordings, run);
      return folder === undefined ? project().supervisor.verify(run) : verifyRunFolder(folder);
    },
  };
}
