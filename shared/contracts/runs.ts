import { z } from "zod";
import { loggedEventSchema } from "../runs/event";
import { agentChoiceSchema, runSummarySchema } from "../runs/summary";
import { call, done } from "./call";

/** Columns and rows. */
export const terminalSizeSchema = z.object({
  cols: z.number().int().min(2).max(1000),
  rows: z.number().int().min(1).max(1000),
});
export type TerminalSize = z.infer<typeof terminalSizeSchema>;

const runId = z.string().regex(/^[A-Za-z0-9-]{1,80}$/);
const run = z.object({ run: runId });

export const availableAgentSchema = z.object({
  choice: agentChoiceSchema,
  label: z.string(),
  /** What stands behind it, in words: "scripted model", "claude-… at api.anthropic.com", … */
  model: z.string(),
  /** Why it cannot be started; undefined when it can. */
  unavailable: z.string().optional(),
});
export type AvailableAgent = z.infer<typeof availableAgentSchema>;

export const changedFileSchema = z.object({
  path: z.string(),
  status: z.enum(["added", "modified", "deleted", "renamed", "type-changed"]),
  /** Undefined for binary files. */
  added: z.number().int().nonnegative().optional(),
  removed: z.number().int().nonnegative().optional(),
});
export type ChangedFile = z.infer<typeof changedFileSchema>;

/** What a run did to its working tree, from the commit it started at. */
export const runChangeSchema = z.object({
  base: z.string(),
  /** Names what is shown; an approval must name the same. */
  commit: z.string(),
  files: z.array(changedFileSchema),
  /** Unified diff as git prints it; cut at 2 MB, then `cut` is true. */
  diff: z.string(),
  cut: z.boolean(),
});
export type RunChange = z.infer<typeof runChangeSchema>;

/** What was checked, in words, and whether all of it holds. */
export const verificationSchema = z.object({
  ok: z.boolean(),
  /** One line for each thing that was checked, in order. */
  checks: z.array(z.object({ ok: z.boolean(), text: z.string() })),
});
export type Verification = z.infer<typeof verificationSchema>;

export const runCalls = {
  "runs.agents": call(
    z.object({ feature: z.string(), task: z.string() }),
    z.array(availableAgentSchema),
  ),
  "runs.start": call(
    z.object({
      feature: z.string(),
      task: z.string(),
      agent: agentChoiceSchema,
      /** What the terminal will have, so that the agent's first lines already fit. */
      size: terminalSizeSchema,
    }),
    runSummarySchema,
  ),
  /** Asks for the live terminal; its MessagePort arrives through the bridge's onTerminal. */
  "runs.attach": call(run, done),
  "runs.stop": call(run, done),
  "runs.change": call(run, runChangeSchema),
  "runs.approve": call(
    z.object({ run: runId, shown: z.string().regex(/^[0-9a-f]{40,64}$/) }),
    z.object({ commit: z.string() }),
  ),
  "runs.sendBack": call(z.object({ run: runId, note: z.string().trim().min(1).max(4000) }), done),
  "runs.discard": call(run, done),
  "runs.events": call(run, z.array(loggedEventSchema)),
  /** A piece of session.cast: bytes from offset (at most 8 MB), decoded as UTF-8 at a line end. */
  "runs.recording": call(
    z.object({ run: runId, offset: z.number().int().nonnegative() }),
    z.object({ text: z.string(), next: z.number().int(), size: z.number().int() }),
  ),
  "runs.verify": call(run, verificationSchema),
} as const;

export const runEvents = {
  "runs.changed": runSummarySchema,
} as const;
