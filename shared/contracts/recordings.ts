import { z } from "zod";
import { recordingIdSchema } from "../base/ids";
import { exportFormats } from "../recordings/export-formats";
import { passedOverSchema } from "../recordings/keyframes";
import { longestQuery } from "../recordings/query";
import { runSummarySchema } from "../runs/summary";
import { call, done, nothing } from "./call";

/** The ID of a long operation, by which it can be followed and cancelled. The window makes it. */
export const job = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);

/** A recording that was made elsewhere. All of its statements are untrusted. */
export const otherRecordingSchema = z.object({
  id: recordingIdSchema,
  /** The name of its file or folder, and the original path. */
  name: z.string(),
  path: z.string(),
  version: z.number().int(),
  cols: z.number().int(),
  rows: z.number().int(),
  title: z.string().optional(),
  /** ISO 8601, taken from the recording. */
  recordedAt: z.string().optional(),
  /** Undefined for a file that was opened but not imported. */
  imported: z
    .object({
      /** ISO 8601. */
      at: z.string(),
      /** The run according to its events; undefined when they are missing or damaged. */
      run: runSummarySchema.optional(),
    })
    .optional(),
  /** A run that another person shared, according to its events. */
  shared: z.object({ run: runSummarySchema }).optional(),
});
export type OtherRecording = z.infer<typeof otherRecordingSchema>;

/** One match of a search in a recording. */
export const searchResultSchema = z.object({
  recording: recordingIdSchema,
  kind: z.enum(["screen", "prompt", "command", "file"]),
  /** Seconds since the recording's start. */
  time: z.number(),
  /** The match with some of the text around it. `at` and `length` are UTF-16 units in the excerpt. */
  excerpt: z.string(),
  at: z.number().int().nonnegative(),
  length: z.number().int().positive(),
});
export type SearchResult = z.infer<typeof searchResultSchema>;

/** The result of a finished search. */
export const searchEndSchema = z.object({
  /** The number of recordings that were searched. */
  recordings: z.number().int().nonnegative(),
  /** The number of recordings that could not be read to their end. */
  damaged: z.number().int().nonnegative(),
  /** Whether there were more matches than were sent. */
  more: z.boolean(),
});
export type SearchEnd = z.infer<typeof searchEndSchema>;

export const recordingCalls = {
  /** Searches all recordings of the project, including imported and shared ones. */
  "recordings.search": call(
    z.object({
      job,
      text: z.string().max(longestQuery),
      how: z.enum(["plain", "expression"]),
    }),
    searchEndSchema,
  ),
  /** Opens an asciicast file for watching. */
  "recordings.open": call(z.object({ path: z.string().min(1).max(4096) }), otherRecordingSchema),
  /** Copies another person's run into the app's data folder, beside the project's own runs. */
  "recordings.import": call(
    z.object({ job, path: z.string().min(1).max(4096) }),
    otherRecordingSchema,
  ),
  /** The recordings that were imported into the project, the latest first. */
  "recordings.imported": call(nothing, z.array(otherRecordingSchema)),
  /** Removes the copy of an imported run. */
  "recordings.remove": call(z.object({ recording: recordingIdSchema }), done),
  /** The reason why a picture cannot be made on this machine; null when it can. */
  "recordings.pictures": call(nothing, z.object({ unavailable: z.string().nullable() })),
  /** Asks for a file name and writes the recording there; null when the person chose none. */
  "recordings.export": call(
    z.object({
      job,
      recording: recordingIdSchema,
      format: z.enum(exportFormats),
      /** The proposed file name, without its extension. */
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
  /** Cancels a long operation and removes its partial result. Has no effect on a finished one. */
  "recordings.cancel": call(z.object({ job }), done),
} as const;

export const recordingEvents = {
  /** A run was imported into the project, or removed. */
  "recordings.importedChanged": z.object({}),
  "recordings.found": z.object({ job, results: z.array(searchResultSchema) }),
  /** `part` is from 0 to 1. */
  "recordings.progress": z.object({ job, part: z.number().min(0).max(1) }),
} as const;
