import {
  folderMarkSchema,
  originalSchema,
  runEventSchema,
  runningSchema,
} from "@shared/runs/event";
import { processEndSchema } from "@shared/runs/process-end";
import type { Run } from "@shared/runs/project";
import { tokensSchema } from "@shared/runs/reported";
import { runStateSchema, validationSchema } from "@shared/runs/summary";
import { z } from "zod";

const createdSchema = runEventSchema.transform((event, context) => {
  if (event.type === "created") return event;
  context.addIssue("A run begins with its creation.");
  return z.NEVER;
});

/** A run in the index: the complete result of `project` for the run's log. */
export const runSchema = z.object({
  created: createdSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  state: runStateSchema,
  tree: folderMarkSchema.exactOptional(),
  shared: z.object({ by: z.string(), original: originalSchema }).exactOptional(),
  session: z.object({
    setUpFailed: processEndSchema.exactOptional(),
    agentEnd: processEndSchema.exactOptional(),
    finishAsked: z.literal(true).exactOptional(),
    snapshot: z.string().exactOptional(),
    validation: validationSchema,
    leftRunning: z.array(runningSchema).exactOptional(),
    tokens: tokensSchema.exactOptional(),
  }),
}) satisfies z.ZodType<Run>;
