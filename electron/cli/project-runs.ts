import { join, resolve } from "node:path";
import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import {
  type CallInput,
  type CallOutput,
  calls,
  type EngineCallName,
  events,
} from "@shared/contracts";
import type { FeatureSummary, ProjectSnapshot } from "@shared/contracts/project";
import type { Discarded, TerminalSize, ToStart } from "@shared/contracts/runs";
import {
  type TerminalToHost,
  type TerminalToWindow,
  terminalToWindowSchema,
} from "@shared/contracts/terminal";
import { contractVersion } from "@shared/contracts/version";
import { connectingPeer, engineEnded } from "@shared/peer/peer";
import { replyValue } from "@shared/peer/reply-value";
import type { DamagedRun } from "@shared/runs/damaged-run";
import type { AgentChoice, RunSummary } from "@shared/runs/summary";
import { openProjectFiles, type ProjectFiles } from "../engine/files/project-files";
import { connectLocal, socketPath } from "../engine/local-socket";
import { runsOfTasks } from "../engine/runs/run-pages";
import type { Home } from "../settings/home";
import { openTrusted, type Places } from "./open-trusted";

/** The parameters of a start. */
export interface StartHere {
  readonly feature: FeatureSummary;
  readonly task: string;
  readonly agent: AgentChoice;
  /** The digest of the state that `toStart` returned. */
  readonly shown: string;
  readonly attended: boolean;
  readonly recordsInput: boolean;
  /** The reason why the task should wait, when the person starts it anyway. */
  readonly anyway: string | undefined;
  readonly size: TerminalSize;
}

/** A project whose runs a command starts and watches, in this process or in the app that has the project open. */
export interface ProjectRuns {
  readonly where: "here" | "app";
  readonly snapshot: ProjectSnapshot;
  readonly files: ProjectFiles;
  /** A run as it is known now; undefined where there is none. */
  find(run: RunId): Promise<RunSummary | undefined>;
  /** Of each task of a feature at least the latest run. */
  ofTasks(feature: string): Promise<readonly RunSummary[]>;
  /** Runs whose record cannot be read. */
  damaged(): Promise<readonly DamagedRun[]>;
  toStart(feature: FeatureSummary, task: string): Promise<ToStart>;
  start(asked: StartHere): Promise<RunSummary>;
  stop(run: RunId): Promise<void>;
  finish(run: RunId): Promise<void>;
  /** Discards a run whose session is over. */
  discard(run: RunId): Promise<Discarded>;
  /** Resolves when the run's session is over and its change is committed. */
  settled(run: RunId): Promise<RunSummary>;
  attach(
    run: RunId,
    listener: (message: TerminalToWindow) => void,
  ): { send(message: TerminalToHost): void; detach(): void };
  close(): Promise<void>;
}

/**
 * Opens a project in this process.
 * @param onRun called with each change of a run
 */
export async function openHere(
  repo: string,
  places: Places,
  onRun: (run: RunSummary) => void = () => undefined,
): Promise<ProjectRuns> {
  const { workspace, snapshot } = await openTrusted(repo, places, onRun);
  const { supervisor } = workspace;
  const { branch, constitution } = snapshot;
  return {
    where: "here",
    snapshot,
    files: workspace.files,
    find: async (run) => supervisor.find(run),
    ofTasks: async (feature) => runsOfTasks(supervisor.listed(), feature),
    damaged: async () => supervisor.damaged(),
    toStart: (feature, task) => supervisor.toStart({ feature, branch, task }),
    // No screen was shown before the start, because the person named the task on the command line.
    start: ({ shown: _, ...asked }) => supervisor.start({ ...asked, branch, constitution }),
    stop: supervisor.stop,
    finish: supervisor.finish,
    discard: supervisor.discard,
    settled: supervisor.settled,
    attach: (run, listener) =>
      supervisor.attach(run, undefined, (message) =>
        listener(terminalToWindowSchema.parse(message)),
      ),
    close: workspace.close,
  };
}

/**
 * Connects to the app that has a project open.
 * @param onRun called with each change of a run
 * @returns undefined when no app has the project open
 * @throws {Problem} when the app has another version
 */
export async function openInEngine(
  repo: string,
  home: Home,
  onRun: (run: RunSummary) => void = () => undefined,
): Promise<ProjectRuns | undefined> {
  const channel = await connectLocal(socketPath(home.root));
  if (!channel) return undefined;
  const terminals = new Map<string, (message: TerminalToWindow) => void>();
  const peer = connectingPeer(
    {
      post: channel.post,
      answer: async () => ({
        ok: false,
        problem: { code: "bad-request", message: "The command line answers no calls." },
      }),
      event(name, payload) {
        if (name === "runs.changed") {
          onRun(events["runs.changed"].parse(payload));
        } else if (name === "runs.terminal") {
          const { run, message } = events["runs.terminal"].parse(payload);
          terminals.get(run)?.(message);
        }
      },
    },
    contractVersion,
  );
  channel.onMessage(peer.receive);
  channel.onClose(() => peer.close(engineEnded));
  const ask = async <N extends EngineCallName>(
    name: N,
    input: CallInput<N>,
  ): Promise<CallOutput<N>> => calls[name].output.parse(replyValue(await peer.ask(name, input)));

  const snapshot = await ask("project.ifOpen", { path: resolve(repo) });
  if (snapshot === null) {
    channel.close();
    return undefined;
  }
  if (!snapshot.trusted) {
    channel.close();
    throw new Problem(
      "not-trusted",
      "The app has this project open and does not trust it yet. Trust it there, or close it there, and try again.",
    );
  }
  const top = snapshot.within === undefined ? snapshot.path : topOf(snapshot.path, snapshot.within);
  return {
    where: "app",
    snapshot,
    files: openProjectFiles(top),
    find: async (run) => (await ask("runs.find", { run })) ?? undefined,
    ofTasks: (feature) => ask("runs.ofTasks", { feature }),
    damaged: async () => (await ask("runs.overview", undefined)).damaged,
    toStart: (feature, task) => ask("runs.toStart", { feature: feature.id, task }),
    start: ({ feature, attended, ...asked }) =>
      ask("runs.start", { ...asked, feature: feature.id, unattended: !attended }),
    stop: (run) => ask("runs.stop", { run }),
    finish: (run) => ask("runs.finish", { run }),
    discard: (run) => ask("runs.discard", { run }),
    settled: (run) => ask("runs.settled", { run }),
    attach(run, listener) {
      terminals.set(run, listener);
      // When the terminal no longer exists, the run's end reports the rest.
      ask("runs.watch", { run }).catch(() => listener({ type: "ended" }));
      return {
        send: (message) => void ask("runs.toTerminal", { run, message }).catch(() => undefined),
        detach: () => terminals.delete(run),
      };
    },
    async close() {
      channel.close();
    },
  };
}

/** The repository's top folder, from a project's folder and the project's path inside of the repository. */
const topOf = (folder: string, within: string): string =>
  join(folder, ...within.split("/").map(() => ".."));
