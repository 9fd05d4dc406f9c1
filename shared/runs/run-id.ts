import { z } from "zod";

/** What a run's name may be made of; as `runId` of electron/engine/runs/prepare.ts makes it, and the folder's name. */
export const runIdSchema = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);

/** Whether a name could be a run's. A record of somebody else may say anything. */
export const isRunId = (text: string): boolean => runIdSchema.safeParse(text).success;
