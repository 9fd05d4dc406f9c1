import { z } from "zod";
import { runIdSchema } from "../base/ids";

/** A run whose record cannot be read: it can be discarded, and nothing else. */
export const damagedRunSchema = z.object({
  id: runIdSchema,
  folder: z.string(),
  /** What is wrong, in words. */
  reason: z.string(),
});
export type DamagedRun = z.infer<typeof damagedRunSchema>;
