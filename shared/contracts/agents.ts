import { z } from "zod";
import { adapterIdSchema, agentModeSchema } from "../agents/adapter";
import { call, done, nothing } from "./call";

/** Whether somebody is signed in, as far as files and variables tell without reading a secret. */
export const accountSchema = z.object({
  state: z.enum(["signed-in", "not-signed-in", "unknown"]),
  /** One sentence: what was found, or how to sign in. */
  why: z.string(),
});
export type Account = z.infer<typeof accountSchema>;

const described = {
  id: adapterIdSchema,
  name: z.string(),
  modes: z.array(agentModeSchema),
  /** Whether a model can be chosen. */
  takesModel: z.boolean(),
};

export const foundAgentSchema = z.object({
  ...described,
  /** The program's file, as the PATH finds it. */
  file: z.string(),
  /** Undefined where no package of the program says it. */
  version: z.string().optional(),
  account: accountSchema,
  /** Dialogs at the first start, as a sentence; undefined for none. */
  firstRun: z.string().optional(),
});
export type FoundAgent = z.infer<typeof foundAgentSchema>;

export const missingAgentSchema = z.object({
  ...described,
  /** The command that installs the program, and what it needs. */
  install: z.object({ command: z.string(), needs: z.string().optional() }).optional(),
});
export type MissingAgent = z.infer<typeof missingAgentSchema>;

export const agentsOnMachineSchema = z.object({
  found: z.array(foundAgentSchema),
  missing: z.array(missingAgentSchema),
  /** The folder for the person's own adapters, and what is wrong with files in it. */
  own: z.object({ folder: z.string(), wrong: z.array(z.string()) }),
});
export type AgentsOnMachine = z.infer<typeof agentsOnMachineSchema>;

export const agentTestSchema = z.discriminatedUnion("ok", [
  /** The agent answered. `answer` is the end of its output. */
  z.object({ ok: z.literal(true), seconds: z.number(), answer: z.string() }),
  /** `why` is a sentence, `output` the end of the output. */
  z.object({ ok: z.literal(false), seconds: z.number(), why: z.string(), output: z.string() }),
]);
export type AgentTest = z.infer<typeof agentTestSchema>;

export const agentCalls = {
  /** Looks for agents on this machine. Files are looked at, and no program is started. */
  "agents.look": call(nothing, agentsOnMachineSchema),
  /** Starts an agent with one short prompt in an empty folder. A second call for an agent is refused. */
  "agents.test": call(z.object({ agent: adapterIdSchema }), agentTestSchema),
  "agents.stopTest": call(z.object({ agent: adapterIdSchema }), done),
} as const;
