import type { ProjectId, RunId } from "@shared/base/ids";
import type { Branch, FeatureSummary } from "@shared/contracts/project";
import type { DamagedRun } from "@shared/runs/damaged-run";
import type { AgentChoice } from "@shared/runs/event";
import type { RunSummary } from "@shared/runs/summary";
import type { Home } from "../../settings/home";
import type { BuiltInLauncher } from "../agents";
import type { Repository } from "../git/repository";
import type { Sandbox } from "../sandbox/probe";
import type { HostProcess } from "./host-process";
import type { SealKey } from "./journal";

/** The supervisor's connections to the rest of the engine. */
export interface SupervisorParts<Port> {
  readonly projectId: ProjectId;
  readonly home: Home;
  /** The repository with its current trust. */
  repository(): Repository;
  startHost(): HostProcess<Port>;
  /** The pty hosts that an earlier engine left running when it died. Each is handed out once. */
  leftHosts?(): readonly HostProcess<Port>[];
  readonly launcher: BuiltInLauncher;
  /** The system's shell, for commands of the person and of the tasks. */
  readonly shell: string;
  readonly env: NodeJS.ProcessEnv;
  /** Signs the app's journals; undefined when the system cannot store a key. */
  sealKey?(): Promise<SealKey | undefined>;
  /** The environment of the person's terminals, when the app was started without one; `env` by default. */
  readonly personEnv?: () => Promise<NodeJS.ProcessEnv>;
  /** Finds what confines runs; `findSandbox` by default. */
  sandbox?(): Promise<Sandbox>;
  /** Whether the person lets the project's runs start without a sandbox; by default it is not allowed. */
  readonly unconfined?: { readonly allowed: boolean; allow(): Promise<void> };
  changed(run: RunSummary): void;
  /** A run no longer exists. */
  gone?(run: RunId): void;
  /** The set of runs with an unreadable record has changed. */
  damaged?(damaged: DamagedRun[]): void;
  /** Called with each run's folder once its recording is complete. */
  recorded?(folder: string): void;
  /** Reports an error of work that no caller waits for. */
  report(error: unknown): void;
}

export interface StartRequest {
  readonly feature: FeatureSummary;
  readonly branch: Branch;
  readonly constitution: string | undefined;
  readonly task: string;
  readonly agent: AgentChoice;
  /**
   * The digest of the start that the person was shown; undefined when the person named the task on the command
   * line.
   */
  readonly shown?: string | undefined;
  /** Whether a person can type into the terminal. */
  readonly attended: boolean;
  /** Whether typed input is recorded; false by default. */
  readonly recordsInput?: boolean | undefined;
  readonly size: { readonly cols: number; readonly rows: number };
  /** Another run of the task and one of its checkpoints, whose files the run begins with. */
  readonly from?: { readonly run: RunId; readonly checkpoint: string } | undefined;
  /** The prompt as the person has edited it; by default it is composed. */
  readonly prompt?: string | undefined;
  /** Another run of the task, whose prompt the agent gets again. */
  readonly repeats?: RunId | undefined;
  /** The reason why the task should wait, when the person starts it anyway. */
  readonly anyway?: string | undefined;
  /** The person allows the run without a sandbox: this run only, or later runs of the project too. */
  readonly unconfined?: "once" | "always" | undefined;
}
