import { z } from "zod";
import { exportFormats } from "../recordings/export";
import { call, done, nothing } from "./call";

/** Names a recording: a run's id, or that of a recording from elsewhere. */
export const recordingId = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);
/** Names something long that goes on, so that it can be followed and cancelled; made by the window. */
const job = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);

export const recordingCalls = {
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
    z.object({ path: z.string(), torn: z.boolean() }).nullable(),
  ),
  /** Ends an export or a search; nothing of it is left. One that is over is over. */
  "recordings.cancel": call(z.object({ job }), done),
} as const;

export const recordingEvents = {
  /** `part` is from 0 to 1. */
  "recordings.progress": z.object({ job, part: z.number().min(0).max(1) }),
} as const;
