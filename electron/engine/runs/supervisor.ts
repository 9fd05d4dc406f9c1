import type { RunId } from "@shared/base/ids";
import type { OtherRecording } from "@shared/contracts/recordings";
import type {
  AvailableAgent,
  FileChange,
  RunChange,
  RunTree,
  SharePreview,
  ToStart,
  Verification,
} from "@shared/contracts/runs";
import type { DamagedRun } from "@shared/runs/damaged-run";
import type { CreatedEvent, LoggedEvent } from "@shared/runs/event";
import type { PromptPart } from "@shared/runs/prompt";
import type { Redriven } from "@shared/runs/redriven";
import type { RunSummary } from "@shared/runs/summary";
import type { ShareOptions } from "../recordings/sharing/sharing";
import type { Decisions } from "./decisions";
import type { ListedRun } from "./listed-run";
import type { StartRequest } from "./supervisor-parts";

/** Starts, watches and ends the runs of one project, and carries out a person's decisions about them. */
export interface Supervisor<Port> extends Decisions {
  /** All runs, the latest first. */
  runs(): RunSummary[];
  /** The latest first. */
  listed(): readonly ListedRun[];
  /** The runs whose terminal is live, or about to be. */
  active(): RunSummary[];
  find(run: RunId): RunSummary | undefined;
  /** The runs with an unreadable record. */
  damaged(): DamagedRun[];
  /**
   * The first event of a run.
   * @throws {Problem} `run-missing`
   */
  created(run: RunId): CreatedEvent;
  /**
   * The folder of a run's recording and events, also for a shared run.
   * @throws {Problem} `run-missing`
   */
  folder(run: RunId): Promise<string>;
  /** The shared runs, of this person and of others; the latest first. */
  shared(): Promise<RunSummary[]>;
  /**
   * The description of a shared run for its replay.
   * @throws {Problem} `run-missing`, `recording-damaged`
   */
  openShared(run: RunId): Promise<OtherRecording>;
  /** Makes the copy of a run for sharing, and removes an earlier copy that was not shared. */
  prepareShare(run: RunId, options: ShareOptions): Promise<SharePreview>;
  /**
   * Shares the copy that was shown.
   * @throws {Problem} `stale-approval` when the copy no longer exists
   */
  share(run: RunId, shown: string): Promise<{ said: string }>;
  /**
   * Removes the checkpoints of a run that is over. Its recording and its work stay. The replay then shows the files
   * as at the start, and the whole change at the end.
   * @returns the number of removed checkpoints
   * @throws {Problem} `run-missing`; `run-not-ready` for a run that goes on
   */
  forget(run: RunId): Promise<{ checkpoints: number }>;
  /**
   * Reads the changes that other processes, such as the command line, made to the runs. Needed once after the opening
   * too, which takes decided runs from the index without a look at their logs.
   */
  refresh(): Promise<void>;
  agents(feature: string, task: string): Promise<AvailableAgent[]>;
  /**
   * The commands and files of a start, and the files that are left out.
   * @throws {Problem} as `readTaskAtBase`
   */
  toStart(request: Pick<StartRequest, "branch" | "feature" | "task">): Promise<ToStart>;
  /**
   * The prompt of a start, in parts.
   * @throws {Problem} as `readTaskAtBase`
   */
  prompt(
    request: Pick<StartRequest, "branch" | "constitution" | "feature" | "task">,
  ): Promise<readonly PromptPart[]>;
  start(request: StartRequest): Promise<RunSummary>;
  /**
   * See `Sessions.attach`.
   * @param openPort makes the port; called only for a live terminal
   * @throws {Problem} `run-not-ready`
   */
  attach(
    run: RunId,
    openPort: (() => Port) | undefined,
    listener?: (message: unknown) => void,
  ): { send(message: unknown): void; detach(): void };
  /**
   * The person considers the agent's work finished: the agent is asked to end, then the validation and the review
   * follow.
   * @throws {Problem} `run-not-ready`
   */
  finish(run: RunId): Promise<void>;
  stop(run: RunId): Promise<void>;
  /** Resolves when the run's session is over and its change is collected. */
  settled(run: RunId): Promise<RunSummary>;
  change(run: RunId): Promise<RunChange>;
  /**
   * The complete change of one file, as text.
   * @param commit the commit that `change` returned
   */
  fileChange(run: RunId, commit: string, path: string): Promise<FileChange>;
  /** See `Moments`. */
  treeAt(run: RunId, commit: string, signal?: AbortSignal): Promise<RunTree>;
  changeAt(
    run: RunId,
    commit: string,
    from: string | undefined,
    signal?: AbortSignal,
  ): Promise<RunChange>;
  events(run: RunId): Promise<LoggedEvent[]>;
  verify(run: RunId): Promise<Verification>;
  /**
   * Drives the agent of a finished run again with its model's recorded answers, and compares the results.
   * @param at a commit to begin from instead of the run's own, by any name that git knows
   * @throws {Problem} see `redrive`; `bad-request` for an unknown commit
   */
  redrive(run: RunId, at: string | undefined, signal: AbortSignal): Promise<Redriven>;
  /** Interrupts the active runs, waits until their recordings are complete, and ends the pty host. */
  close(): Promise<void>;
}
