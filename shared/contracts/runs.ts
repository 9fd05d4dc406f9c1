import { z } from "zod";
import { recordingOutlineSchema, recordingPlaceSchema } from "../recordings/keyframes";
import { changedPathSchema } from "../runs/checkpoint";
import { loggedEventSchema, redactionSchema } from "../runs/event";
import { notTakenSchema } from "../runs/not-taken";
import { redrivenSchema } from "../runs/redriven";
import { runIdSchema } from "../runs/run-id";
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

const run = z.object({ run: runIdSchema });
const commit = z.string().regex(/^[0-9a-f]{40,64}$/);

export const availableAgentSchema = z.object({
  choice: agentChoiceSchema,
  label: z.string(),
  /** What stands behind it, in words: "scripted model", "claude-… at api.anthropic.com", … */
  model: z.string(),
  /** Why it cannot be started and what to do about it, as a sentence; undefined when it can. */
  unavailable: z.string().optional(),
});
export type AvailableAgent = z.infer<typeof availableAgentSchema>;

export const changedFileSchema = z.object({
  path: z.string(),
  /** Before it was renamed. */
  was: z.string().optional(),
  status: z.enum(["added", "modified", "deleted", "renamed", "type-changed"]),
  /** Git's: `100644` a file, `100755` a program, `120000` a link, `160000` a submodule, `000000` nothing. */
  oldMode: z.string(),
  newMode: z.string(),
  /** Of the new content, or of the old one where it was deleted; undefined for a submodule. */
  bytes: z.number().int().nonnegative().optional(),
  /** Undefined for binary files. */
  added: z.number().int().nonnegative().optional(),
  removed: z.number().int().nonnegative().optional(),
  /** Why its lines are not in the diff: it holds bytes that are no text, or there was no room for it. */
  unshown: z.enum(["binary", "long"]).optional(),
});
export type ChangedFile = z.infer<typeof changedFileSchema>;

/** What a run did to its working tree, from the commit it started at. */
export const runChangeSchema = z.object({
  base: z.string(),
  /** Names what is shown; an approval must name the same. */
  commit: z.string(),
  files: z.array(changedFileSchema),
  /** Unified diff as git prints it, of the files that are not `unshown`; at most 2 MB. */
  diff: z.string(),
});
export type RunChange = z.infer<typeof runChangeSchema>;

/** All that a change does to one file, as text whatever it is. */
export const fileChangeSchema = z.object({
  diff: z.string(),
  /** There is more than 64 MB of it. */
  cut: z.boolean(),
});
export type FileChange = z.infer<typeof fileChangeSchema>;

/** The files of a run's working tree at a moment, against the commit that the run started at. */
export const runTreeSchema = z.object({
  base: z.string(),
  /** Whose files these are: of an earlier checkpoint than was asked for where that one is kept no longer. */
  commit: z.string(),
  /** In the order of their paths, at most 20,000; those that are as they were have no status. */
  files: z.array(z.object({ path: z.string(), status: changedPathSchema.shape.status.optional() })),
  /** How many more there are. */
  more: z.number().int().nonnegative(),
});
export type RunTree = z.infer<typeof runTreeSchema>;

/** What discarding a run left behind, in words; nothing where all of it is kept under a ref. */
export const discardedSchema = z.object({ left: z.string().optional() });
export type Discarded = z.infer<typeof discardedSchema>;

/** What was checked, in words, and whether all of it holds. */
export const verificationSchema = z.object({
  ok: z.boolean(),
  /** One line for each thing that was checked, in order. */
  checks: z.array(z.object({ ok: z.boolean(), text: z.string() })),
});
export type Verification = z.infer<typeof verificationSchema>;

/** What others will get of a run, before they get it. */
export const sharePreviewSchema = z.object({
  /** Names exactly this copy: sharing must name the same. */
  shown: z.string(),
  /** Where it goes: a branch's name, or a folder of the project. */
  target: z.enum(["branch", "folder"]),
  place: z.string(),
  by: z.string(),
  files: z.array(z.object({ name: z.string(), bytes: z.number().int().nonnegative() })),
  /** What the recording hides, and which of it was hidden only now. */
  hidden: redactionSchema.shape.counts,
  hiddenNow: redactionSchema.shape.counts,
  /** How often the copy names this person's home folder, which is no secret and stays. */
  home: z.object({ folder: z.string(), named: z.number().int().nonnegative() }),
  /** What the agent was told, as far as the run's record has it. */
  prompt: z.string(),
  /** The command that ran, where the agent is one. */
  command: z.string().optional(),
});
export type SharePreview = z.infer<typeof sharePreviewSchema>;

const toStartSchema = z.object({
  /** Names what would run: all that is here but `notTaken`, which may change at any time. */
  digest: z.string(),
  branch: z.string(),
  base: commit,
  title: z.string(),
  /** The task's line in the committed list. */
  line: z.string(),
  validation: z.string().optional(),
  /** The project's command that runs before the agent. */
  setUp: z.string().optional(),
  notTaken: notTakenSchema,
});
export type ToStart = z.infer<typeof toStartSchema>;

export const runCalls = {
  "runs.agents": call(
    z.object({ feature: z.string(), task: z.string() }),
    z.array(availableAgentSchema),
  ),
  /** What a start would run, as the engine has it: to be shown before. */
  "runs.toStart": call(z.object({ feature: z.string(), task: z.string() }), toStartSchema),
  "runs.start": call(
    z.object({
      feature: z.string(),
      task: z.string(),
      agent: agentChoiceSchema,
      /** The digest of what was shown; only a run of the same task with the same validation starts without. */
      shown: z.string().max(128).optional(),
      /** What the terminal will have, so that the agent's first lines already fit. */
      size: terminalSizeSchema,
      /** Begins with the files as another run of the task had them at a checkpoint. */
      from: z.object({ run: runIdSchema, checkpoint: commit }).optional(),
      /** Gives the agent the prompt that it had in this run, in place of today's. */
      repeats: runIdSchema.optional(),
      /** Records what is typed; off if left out. */
      recordsInput: z.boolean().optional(),
      /** Nobody can type into the terminal. */
      unattended: z.boolean().optional(),
      /** Why the task should not be started yet; the person insists. */
      anyway: z.string().max(4096).optional(),
    }),
    runSummarySchema,
  ),
  /** Answered when the run's session is over and its change is captured. */
  "runs.settled": call(run, runSummarySchema),
  /** Shows a run's terminal to a caller without a window, by `runs.terminal`. */
  "runs.watch": call(run, done),
  /** A message to that terminal, as contracts/terminal.ts has them. */
  "runs.toTerminal": call(run.extend({ message: terminalToHostSchema }), done),
  /** Asks for the live terminal; its MessagePort arrives through the bridge's onTerminal. */
  "runs.attach": call(run, done),
  /** The person takes the agent's work for finished. */
  "runs.finish": call(run, done),
  "runs.stop": call(run, done),
  "runs.change": call(run, runChangeSchema),
  /** What the change does to one of its files, also one that is `unshown`. */
  "runs.fileChange": call(
    z.object({ run: runIdSchema, commit, path: z.string() }),
    fileChangeSchema,
  ),
  /** Of two questions that a window asks of a kind, the earlier one is cancelled. */
  "runs.treeAt": call(z.object({ run: runIdSchema, commit }), runTreeSchema),
  /**
   * What had changed at a checkpoint of the run: since another one, or since the commit that it started at.
   * Either is an earlier checkpoint than was asked for where that one is kept no longer; the answer names it.
   */
  "runs.changeAt": call(
    z.object({ run: runIdSchema, commit, from: commit.optional() }),
    runChangeSchema,
  ),
  "runs.approve": call(
    z.object({ run: runIdSchema, shown: commit }),
    z.object({ commit: z.string() }),
  ),
  "runs.sendBack": call(
    z.object({ run: runIdSchema, note: z.string().trim().min(1).max(4000) }),
    done,
  ),
  "runs.discard": call(run, discardedSchema),
  /** Makes the copy of a run that would be shared, and shows what it is. */
  "runs.prepareShare": call(run.extend({ job }), sharePreviewSchema),
  /** Shares that copy. What was done, and what is left to do, is said in words. */
  "runs.share": call(
    z.object({ run: runIdSchema, shown: z.string() }),
    z.object({ said: z.string() }),
  ),
  /** The shared runs of this repository, on their branch, as fetched, or in their folder; the latest first. */
  "runs.shared": call(nothing, z.array(runSummarySchema)),
  /** A shared run, to be watched. */
  "runs.openShared": call(run, otherRecordingSchema),
  "runs.events": call(run, z.array(loggedEventSchema)),
  /** What the recording is like, and where its parts begin; while it is read for that, how far it is. */
  "runs.recordingIndex": call(
    run,
    z.discriminatedUnion("status", [
      z.object({ status: z.literal("reading"), part: z.number().min(0).max(1) }),
      z.object({
        status: z.literal("ready"),
        outline: recordingOutlineSchema,
        parts: z.array(recordingPlaceSchema.extend({ hasScreen: z.boolean() })),
      }),
    ]),
  ),
  /** One part of the recording, and the screen that it begins with. */
  "runs.recordingPart": call(
    z.object({ run: runIdSchema, part: z.number().int().nonnegative() }),
    z.object({ text: z.string(), screen: z.string().optional() }),
  ),
  "runs.verify": call(run, verificationSchema),
  /** Asked again, or stopped, it ends what it was asked for before; see `redrive` in electron/engine/runs. */
  "runs.redrive": call(
    z.object({ run: runIdSchema, at: z.enum(["start", "branch"]) }),
    redrivenSchema,
  ),
  "runs.stopRedrive": call(run, done),
} as const;

export const runEvents = {
  "runs.changed": runSummarySchema,
  /** What a terminal says that a caller without a window watches. */
  "runs.terminal": z.object({ run: runIdSchema, message: terminalToWindowSchema }),
} as const;
