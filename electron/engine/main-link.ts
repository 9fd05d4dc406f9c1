// The messages between main and the engine, over a port of their own. Main starts the engine and does the work
// that only Electron can do; the engine owns everything else.

import { themeSchema } from "@shared/contracts/app";
import { z } from "zod";

/** The id of a window: the id of its web contents. */
const window = z.number().int();
/** The id of a pty host. */
const host = z.number().int();

/** The parameters of the engine's start. */
export const engineStartSchema = z.object({
  /** The environment in which the app was started, with the keys for agents. */
  env: z.record(z.string(), z.string()),
  /** Whether the app was started from a terminal, so that `env` is the person's whole environment. */
  fromTerminal: z.boolean(),
  /** The folder of the built programs. */
  out: z.string(),
  /** The folder with the sample project and the templates. */
  resources: z.string(),
  /** The person's folder of documents. */
  documents: z.string(),
  /** The command line that starts this executable as the built-in agent. */
  launcher: z.object({ file: z.string(), args: z.array(z.string()).readonly() }),
  /** The repository named at launch. */
  named: z.string().optional(),
  /** The pty hosts that an earlier engine left running when it died. */
  hosts: z.array(host),
});
export type EngineStart = z.infer<typeof engineStartSchema>;

const windowStateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  maximised: z.boolean(),
});

/** The calls from main to the engine. */
export const engineCalls = {
  /** Answered once windows may call. */
  start: {
    input: engineStartSchema,
    /** `commandsApart`: why the command line cannot reach this engine; undefined when it can. */
    output: z.object({ commandsApart: z.string().optional() }),
  },
  /** Ends the project's runs and closes everything that was opened for it. */
  close: { input: z.undefined(), output: z.undefined() },
  /** A ping. */
  ping: { input: z.undefined(), output: z.undefined() },
} as const;

/** The events from main to the engine. */
export const engineEvents = {
  /** A window got the focus. */
  focus: z.undefined(),
  theme: z.object({ theme: themeSchema }),
  windowState: windowStateSchema,
  /** A message of a pty host; its receiver validates it. */
  hostMessage: z.object({ host, message: z.unknown() }),
  hostExit: z.object({ host }),
} as const;

/** The calls from the engine to main. */
export const mainCalls = {
  /** Asks the person for the path of a new file; null when they cancelled. */
  saveAs: {
    input: z.object({ window, title: z.string(), name: z.string(), ending: z.string() }),
    output: z.object({ path: z.string() }).nullable(),
  },
  /** Makes every window but one save its edits. */
  flushOthers: { input: z.object({ than: window }), output: z.undefined() },
  /** Whether the system can store secrets for this app. */
  hasKeychain: { input: z.undefined(), output: z.boolean() },
  seal: { input: z.object({ text: z.string() }), output: z.instanceof(Uint8Array) },
  unseal: { input: z.object({ bytes: z.instanceof(Uint8Array) }), output: z.string() },
} as const;

/** The runs that go on, for the question before quitting. */
export const activeRunsSchema = z.array(z.object({ task: z.string(), title: z.string() }));
export type ActiveRuns = z.infer<typeof activeRunsSchema>;

/** The events from the engine to main. */
export const mainEvents = {
  /** Told when a project is opened and at each change. Main keeps them for the time without an engine. */
  activeRuns: activeRunsSchema,
  startHost: z.object({ host }),
  /** `terminals`: main makes a channel for each, and gives one end to the window and the other to the host. */
  postToHost: z.object({
    host,
    message: z.unknown(),
    terminals: z.array(z.object({ window, run: z.string() })),
  }),
  killHost: z.object({ host }),
} as const;

type TypesOf<C extends Record<string, { readonly input: z.ZodType; readonly output: z.ZodType }>> =
  {
    readonly [N in keyof C]: {
      readonly input: z.infer<C[N]["input"]>;
      readonly output: z.infer<C[N]["output"]>;
    };
  };
type PayloadsOf<E extends Record<string, z.ZodType>> = {
  readonly [N in keyof E]: z.infer<E[N]>;
};

export type EngineCalls = TypesOf<typeof engineCalls>;
export type EngineEvents = PayloadsOf<typeof engineEvents>;
export type MainCalls = TypesOf<typeof mainCalls>;
export type MainEvents = PayloadsOf<typeof mainEvents>;
