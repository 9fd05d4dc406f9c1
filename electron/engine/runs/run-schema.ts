import { folderMarkSchema, originalSchema, runningSchema } from "@shared/runs/event";
import { runCreatedSchema } from "@shared/runs/first-event";
import { gateSchema } from "@shared/runs/gate";
import { leaseSchema } from "@shared/runs/lease";
import { permissionSchema } from "@shared/runs/permission";
import { processEndSchema } from "@shared/runs/process-end";
import type { Run } from "@shared/runs/projection";
import { tokensSchema } from "@shared/runs/reported";
import { runStateSchema } from "@shared/runs/summary";
import { runValidationSchema } from "@shared/runs/validation";
import { z } from "zod";

/** A run in the index: the complete result of `project` for the run's log. */
export const runSchema = z.object({
  created: runCreatedSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  state: runStateSchema,
  owner: leaseSchema,
  gates: z.array(gateSchema),
  tree: folderMarkSchema.exactOptional(),
  shared: z.object({ by: z.string(), original: originalSchema }).exactOptional(),
  session: z.object({
    setUpFailed: processEndSchema.exactOptional(),
    agentEnd: processEndSchema.exactOptional(),
    finishAsked: z.literal(true).exactOptional(),
    snapshot: z.string().exactOptional(),
    validations: z.array(runValidationSchema),
    permissions: z.array(permissionSchema),
    leftRunning: z.array(runningSchema).exactOptional(),
    tokens: tokensSchema.exactOptional(),
  }),
}) satisfies z.ZodType<Run>;
