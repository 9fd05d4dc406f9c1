import { z } from "zod";

/**
 * Names the repository of a project in the data folder, and so the folder of its runs: a slug and a hash of the
 * path of git's folder. All working trees of a repository have the same.
 */
export const projectIdSchema = z.string().min(1).brand<"ProjectId">();
export type ProjectId = z.infer<typeof projectIdSchema>;

/** The path of a project's folder. The window's drafts belong to it. */
export const projectTopSchema = z.string().min(1).brand<"ProjectTop">();
export type ProjectTop = z.infer<typeof projectTopSchema>;

/** Names a recording: a run's, or one from elsewhere. */
export const recordingIdSchema = z
  .string()
  .regex(/^[A-Za-z0-9-]{1,80}$/)
  .brand<"RecordingId">();
export type RecordingId = z.infer<typeof recordingIdSchema>;

/** Names a run, its recording and its folder. The engine makes it; `runId` of electron/engine/runs/prepare.ts. */
export const runIdSchema = recordingIdSchema.brand<"RunId">();
export type RunId = z.infer<typeof runIdSchema>;

/** Whether a name could be a run's. A record of another person may contain anything. */
export const isRunId = (text: string): text is RunId => runIdSchema.safeParse(text).success;

/** The ID of a recording that is not from elsewhere. Such a recording is a run's. */
export const asRunId = (recording: RecordingId): RunId => runIdSchema.parse(recording);
