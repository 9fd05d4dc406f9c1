import { z } from "zod";
import { exportFormats } from "../recordings/export";
import { passedOverSchema } from "../recordings/keyframes";
import { longestQuery } from "../recordings/query";
import { runSummarySchema } from "../runs/summary";
import { call, done, nothing } from "./call";

/** Names a recording: a run's id, or that of a recording from elsewhere. */
export const recordingId = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);
/** Names something long that goes on, so that it can be followed and cancelled; made by the window. */
export const job = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);

/** A recording that was not made here. Whatever it says of itself is somebody else's word. */
export const otherRecordingSchema = z.object({
  id: recordingId,
  /** The name of its file or folder, and where that was. */
  name: z.string(),
  path: z.string(),
  version: z.number().int(),
  cols: z.number().int(),
  rows: z.number().int(),
  title: z.string().optional(),
  /** ISO 8601, as the recording says. */
  recordedAt: z.string().optional(),
  /** Undefined for a file that was only opened. */
  imported: z
    .object({
      /** ISO 8601. */
      at: z.string(),
      /** What its events say; undefined when they are missing or damaged. */
      run: runSummarySchema.optional(),
    })
    .optional(),
  /** A run that somebody shared: where it is from, and what its events say. */
  shared: z.object({ run: runSummarySchema }).optional(),
});
export type OtherRecording = z.infer<typeof otherRecordingSchema>;

/** A place in a recording where something was found. */
export const searchResultSchema = z.object({
  recording: recordingId,
  kind: z.enum(["screen", "prompt", "command", "file"]),
  /** Seconds since the recording's start. */
  time: z.number(),
  /** What was found and some of what is around it; `at` and `length` are in UTF-16 units of it. */
  excerpt: z.string(),
  at: z.number().int().nonnegative(),
  length: z.number().int().positive(),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

/** How a search ended. */
export const searchEndSchema = z.object({
  /** How many recordings were looked through. */
  recordings: z.number().int().nonnegative(),
  /** How many of them could not be read to their end. */
  damaged: z.number().int().nonnegative(),
  /** There is more than is told. */
  more: z.boolean(),
});
export type SearchEnd = z.infer<typeof searchEndSchema>;

export const recordingCalls = {
  /** Looks through all recordings of the project, the imported and shared ones included. */
  "recordings.search": call(
    z.object({
      job,
      text: z.string().max(longestQuery),
      how: z.enum(["plain", "expression"]),
    }),
    searchEndSchema,
  ),
  /** Opens somebody's asciicast to be watched. */
  "recordings.open": call(z.object({ path: z.string().min(1).max(4096) }), otherRecordingSchema),
  /** Copies somebody's run into the app's data folder, beside the project's own runs. */
  "recordings.import": call(
    z.object({ job, path: z.string().min(1).max(4096) }),
    otherRecordingSchema,
  ),
  /** What was imported into the project, the latest first. */
  "recordings.imported": call(nothing, z.array(otherRecordingSchema)),
  /** Removes the copy of an imported run. */
  "recordings.remove": call(z.object({ recording: recordingId }), done),
  /** Why a picture cannot be made here; null when it can. */
  "recordings.pictures": call(nothing, z.object({ unavailable: z.string().nullable() })),
  /** Asks for a file's name and writes the recording there; null when the person chose none. */
  "recordings.export": call(
    z.object({
      job,
      recording: recordingId,
      format: z.enum(exportFormats),
      /** What the file is called, without its ending, until the person says otherwise. */
      name: z.string().min(1).max(200),
    }),
    z
      .object({
        path: z.string(),
        torn: z.boolean(),
        passedOver: passedOverSchema.nullable(),
        hidden: z.number(),
      })
      .nullable(),
  ),
  /** Ends something long; nothing of it is left. One that is over is over. */
  "recordings.cancel": call(z.object({ job }), done),
} as const;

export const recordingEvents = {
  /** A run was imported into the project, or removed. */
  "recordings.importedChanged": z.object({}),
  "recordings.found": z.object({ job, results: z.array(searchResultSchema) }),
  /** `part` is from 0 to 1. */
  "recordings.progress": z.object({ job, part: z.number().min(0).max(1) }),
} as const;
