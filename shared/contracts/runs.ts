import { z } from "zod";
import { recordingIdSchema, runIdSchema } from "../base/ids";
import { recordingOutlineSchema, recordingPlaceSchema } from "../recordings/keyframes";
import { changedPathSchema } from "../runs/checkpoint-files";
import { damagedRunSchema } from "../runs/damaged-run";
import { loggedEventSchema, redactionSchema } from "../runs/event";
import { notTakenSchema } from "../runs/not-taken";
import { redrivenSchema } from "../runs/redriven";
import { sandboxToStartSchema } from "../runs/sandbox";
import { agentChoiceSchema, runSummarySchema } from "../runs/summary";
import { call, done, nothing } from "./call";
import { job, otherRecordingSchema } from "./recordings";
import { terminalToHostSchema, terminalToWindowSchema } from "./terminal";

/** Columns and rows. */
export const terminalSizeSchema = z.object({
  cols: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
});
export type TerminalSize = z.infer<typeof terminalSizeSchema>;

const promptPartKindSchema = z.enum([
  "task",
  "requirements",
  "documents",
  "review",
  "continues",
  "rules",
  "validation",
]);

const run = z.object({ run: runIdSchema });
/** A run, or a recording from elsewhere. */
const recording = z.object({ run: recordingIdSchema });
const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

export const availableAgentSchema = z.object({
  choice: agentChoiceSchema,
  label: z.string(),
  /** The model in words: "scripted model", "claude-… at api.anthropic.com", … */
  model: z.string(),
  /** One sentence: why the agent cannot be started and what to do; undefined when it can. */
  unavailable: z.string().optional(),
});
export type AvailableAgent = z.infer<typeof availableAgentSchema>;

export const changedFileSchema = z.object({
  path: z.string(),
  /** The path before a renaming. */
  was: z.string().optional(),
  status: z.enum(["added", "modified", "deleted", "renamed", "type-changed"]),
  /**
   * The git mode: `100644` a file, `100755` a program, `120000` a link, `160000` a submodule, `000000` no
   * file.
   */
  oldMode: z.string(),
  newMode: z.string(),
  /** The size of the new content, or of the old content of a deleted file; undefined for a submodule. */
  bytes: z.number().int().nonnegative().optional(),
  /** Undefined for binary files. */
  added: z.number().int().nonnegative().optional(),
  removed: z.number().int().nonnegative().optional(),
  /** The reason why the diff leaves out its lines: the file is not text, or the diff would be too long. */
  unshown: z.enum(["binary", "long"]).optional(),
});
export type ChangedFile = z.infer<typeof changedFileSchema>;

/** The changes of a run in its working tree, compared with the commit that it started at. */
export const runChangeSchema = z.object({
  base: z.string(),
  /** The commit of this change. An approval must name the same commit. */
  commit: z.string(),
  files: z.array(changedFileSchema),
  /** A unified diff in git's format, of the files without `unshown`; at most 2 MB. */
  diff: z.string(),
});
export type RunChange = z.infer<typeof runChangeSchema>;

/** The whole change of one file, shown as text even when it is binary. */
export const fileChangeSchema = z.object({
  diff: z.string(),
  /** Whether the diff was cut at 64 MB. */
  cut: z.boolean(),
});
export type FileChange = z.infer<typeof fileChangeSchema>;

/** The files of a run's working tree at a moment, compared with the commit that the run started at. */
export const runTreeSchema = z.object({
  base: z.string(),
  /** The checkpoint of these files. It is an earlier one when the requested one is no longer kept. */
  commit: z.string(),
  /** Sorted by path, at most 20,000. Unchanged files have no status. */
  files: z.array(z.object({ path: z.string(), status: changedPathSchema.shape.status.optional() })),
  /** The number of further files. */
  more: z.number().int().nonnegative(),
});
export type RunTree = z.infer<typeof runTreeSchema>;

/** In words, the files that remain after discarding a run; undefined when all of them are kept under a ref. */
export const discardedSchema = z.object({ left: z.string().optional() });
export type Discarded = z.infer<typeof discardedSchema>;

/** The checks in words, and whether all of them passed. */
export const verificationSchema = z.object({
  ok: z.boolean(),
  /** One line for each check, in order. */
  checks: z.array(z.object({ ok: z.boolean(), text: z.string() })),
});
export type Verification = z.infer<typeof verificationSchema>;

/** A preview of the copy of a run that others will get. */
export const sharePreviewSchema = z.object({
  /** The ID of exactly this copy. Sharing must name the same ID. */
  shown: z.string(),
  /** The target: a branch's name, or a folder of the project. */
  target: z.enum(["branch", "folder"]),
  place: z.string(),
  by: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int().nonnegative() })),
  /** The counts of hidden secrets in the recording, and of those that were hidden only in this copy. */
  hidden: redactionSchema.shape.counts,
  hiddenNow: redactionSchema.shape.counts,
  /** The number of times the copy names this person's home folder, which is no secret and stays. */
  home: z.object({ folder: z.string(), named: z.number().int().nonnegative() }),
  /** The agent's prompt, as far as the run's record has it. */
  prompt: z.string(),
  /** The command that ran, when the agent is a command. */
  command: z.string().optional(),
});
export type SharePreview = z.infer<typeof sharePreviewSchema>;

const toStartSchema = z.object({
  /** The digest of everything here except `notTaken` and `sandbox`, which may change at any time. */
  digest: z.string(),
  branch: z.string(),
  base: commit,
  title: z.string(),
  /** The task's line in the committed task list. */
  line: z.string(),
  validation: z.string().optional(),
  /** The project's command that runs before the agent. */
  setUp: z.string().optional(),
  notTaken: notTakenSchema,
  sandbox: sandboxToStartSchema,
});
export type ToStart = z.infer<typeof toStartSchema>;

/** A run that waits for a decision: enough to count it and to go to it. */
const runToDecideSchema = z.object({
  id: runIdSchema,
  feature: z.string(),
  /** ISO 8601. */
  createdAt: z.string(),
});
export type RunToDecide = z.infer<typeof runToDecideSchema>;

const runsOverviewSchema = z.object({
  /** The latest runs, the latest first. */
  latest: z.array(runSummarySchema),
  /** The runs that go on. */
  active: z.array(runSummarySchema),
  /** Every run that waits for a decision, the latest first. */
  toDecide: z.array(runToDecideSchema),
  /** Runs whose record cannot be read. */
  damaged: z.array(damagedRunSchema),
});
export type RunsOverview = z.infer<typeof runsOverviewSchema>;

const runPageSchema = z.object({
  /** The latest first. */
  runs: z.array(runSummarySchema),
  /** The cursor of the next page; undefined after the last. */
  next: z.string().optional(),
});
export type RunPage = z.infer<typeof runPageSchema>;

export const runCalls = {
  /** What a window shows of the project's runs wherever it is. */
  "runs.overview": call(nothing, runsOverviewSchema),
  /** The project's runs in pages; those of a feature, or of a task, where it is named. */
  "runs.list": call(
    z.object({
      feature: z.string().optional(),
      task: z.string().optional(),
      cursor: z.string().max(200).optional(),
      limit: z.number().int().min(1).max(200),
    }),
    runPageSchema,
  ),
  /** Of each task of a feature the latest run, and the latest one that was approved. */
  "runs.ofTasks": call(z.object({ feature: z.string() }), z.array(runSummarySchema)),
  /** One run; null where there is none. */
  "runs.find": call(run, runSummarySchema.nullable()),
  "runs.agents": call(
    z.object({ feature: z.string(), task: z.string() }),
    z.array(availableAgentSchema),
  ),
  /** The exact content of a start, to be shown to the person first. */
  "runs.toStart": call(z.object({ feature: z.string(), task: z.string() }), toStartSchema),
  /** The prompt of a start, in the parts that a person looks at. */
  "runs.prompt": call(
    z.object({ feature: z.string(), task: z.string() }),
    z.array(z.object({ kind: promptPartKindSchema, text: z.string() })),
  ),
  "runs.start": call(
    z.object({
      feature: z.string(),
      task: z.string(),
      agent: agentChoiceSchema,
      /**
       * The digest that was shown. Only a run of the same task with the same validation may start without it.
       */
      shown: z.string().max(128).optional(),
      /** The size of the terminal, so that the agent's first lines already fit. */
      size: terminalSizeSchema,
      /** Starts with the files of a checkpoint of another run of the task. */
      from: z.object({ run: runIdSchema, checkpoint: commit }).optional(),
      /** The prompt as the person has edited it; the composed one without. */
      prompt: z.string().trim().min(1).max(1_000_000).optional(),
      /** Gives the agent the prompt of this earlier run instead of the current one. */
      repeats: runIdSchema.optional(),
      /** Whether typed input is recorded; false by default. */
      recordsInput: z.boolean().optional(),
      /** Whether nobody can type into the terminal. */
      unattended: z.boolean().optional(),
      /** Set when the person starts the task although it should wait. The run's record gets the engine's own reason. */
      anyway: z.string().max(4096).optional(),
      /**
       * The person allows the run without a sandbox. A window's answer counts for later runs of the project too,
       * and only as long as there is no sandbox. A command line's counts for this run alone.
       */
      unconfined: z.boolean().optional(),
    }),
    runSummarySchema,
  ),
  /** Answers when the run's session has ended and its change is captured. */
  "runs.settled": call(run, runSummarySchema),
  /** Sends a run's terminal to a caller without a window, as the event `runs.terminal`. */
  "runs.watch": call(run, done),
  /** Sends a message to that terminal; see contracts/terminal.ts. */
  "runs.toTerminal": call(run.extend({ message: terminalToHostSchema }), done),
  /** Requests the live terminal. Its MessagePort arrives through the bridge's onTerminal. */
  "runs.attach": call(run, done),
  /** Marks the agent's work as finished, by the person's decision. */
  "runs.finish": call(run, done),
  "runs.stop": call(run, done),
  "runs.change": call(run, runChangeSchema),
  /** The change of one file, even if it is `unshown`. */
  "runs.fileChange": call(
    z.object({ run: runIdSchema, commit, path: z.string() }),
    fileChangeSchema,
  ),
  /** A second call of the same kind from one window cancels the first. */
  "runs.treeAt": call(z.object({ run: runIdSchema, commit }), runTreeSchema),
  /**
   * The change at a checkpoint of the run, compared with another checkpoint or with the commit that it
   * started at. Each may be an earlier checkpoint when the requested one is no longer kept; the answer names
   * the checkpoints.
   */
  "runs.changeAt": call(
    z.object({ run: runIdSchema, commit, from: commit.optional() }),
    runChangeSchema,
  ),
  /** While the approval waits for other changes of the branch, the caller gets `runs.approvalWaits`. */
  "runs.approve": call(
    z.object({ run: runIdSchema, shown: commit }),
    z.object({ commit: z.string() }),
  ),
  /** Cancels an approval that waits. One that has begun goes on. */
  "runs.stopApproval": call(run, done),
  "runs.sendBack": call(
    z.object({ run: runIdSchema, note: z.string().trim().min(1).max(4000) }),
    done,
  ),
  "runs.discard": call(run, discardedSchema),
  /** Removes the checkpoints of a run that is over, and returns their number. Its recording and its work stay. */
  "runs.forget": call(run, z.object({ checkpoints: z.number().int().nonnegative() })),
  /** Makes the copy of a run for sharing, and returns its preview. */
  "runs.prepareShare": call(run.extend({ job }), sharePreviewSchema),
  /** Shares that copy. Returns in words what was done and what remains to do. */
  "runs.share": call(
    z.object({ run: runIdSchema, shown: z.string() }),
    z.object({ said: z.string() }),
  ),
  /** The shared runs of this repository, from their fetched branch or their folder; the latest first. */
  "runs.shared": call(nothing, z.array(runSummarySchema)),
  /** Opens a shared run for watching. */
  "runs.openShared": call(run, otherRecordingSchema),
  "runs.events": call(recording, z.array(loggedEventSchema)),
  /** The outline of the recording and its parts; or, while the recording is still being read, the progress. */
  "runs.recordingIndex": call(
    recording,
    z.discriminatedUnion("status", [
      z.object({ status: z.literal("reading"), part: z.number().min(0).max(1) }),
      z.object({
        status: z.literal("ready"),
        outline: recordingOutlineSchema,
        parts: z.array(recordingPlaceSchema.extend({ hasScreen: z.boolean() })),
      }),
    ]),
  ),
  /** One part of the recording, with the screen at its beginning. */
  "runs.recordingPart": call(
    recording.extend({ part: z.number().int().nonnegative() }),
    z.object({ text: z.string(), screen: z.string().optional() }),
  ),
  "runs.verify": call(recording, verificationSchema),
  /**
   * A second call, or a stop, ends the earlier one; see `redrive` in electron/engine/runs. `at` is the commit from
   * which the agent begins: the run's own, the tip of the branch that the run started from, or another one by any
   * name that git knows.
   */
  "runs.redrive": call(
    z.object({
      run: runIdSchema,
      at: z.union([z.enum(["start", "branch"]), z.object({ commit: z.string().min(1).max(1024) })]),
    }),
    redrivenSchema,
  ),
  "runs.stopRedrive": call(run, done),
} as const;

export const runEvents = {
  /** An approval waits for other work, which is named in words. */
  "runs.approvalWaits": run.extend({ behind: z.string() }),
  "runs.changed": runSummarySchema,
  /** A run is not there any more. */
  "runs.gone": run,
  /** The checkpoints of a run were removed. */
  "runs.forgotten": run,
  /** All runs whose record cannot be read, after one came or went. */
  "runs.damaged": z.object({ damaged: z.array(damagedRunSchema) }),
  /** A message of a terminal that a caller without a window watches. */
  "runs.terminal": z.object({ run: runIdSchema, message: terminalToWindowSchema }),
} as const;
