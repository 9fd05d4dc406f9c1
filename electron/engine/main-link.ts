// What passes between main and the engine, over the one port that only these two have. Main starts the engine and
// does for it what only Electron can do; the engine owns everything else.

import { themeSchema } from "@shared/contracts/app";
import { z } from "zod";

/** Names a window to both: the id of its web contents. */
const window = z.number().int();
/** Names a pty host to both. */
const host = z.number().int();

/** What the engine is started with. */
export const engineStartSchema = z.object({
  /** The environment that the app was started in, with the keys for agents. */
  env: z.record(z.string(), z.string()),
  /** The app was started from a terminal, so `env` is the person's whole environment. */
  fromTerminal: z.boolean(),
  /** The folder of the built programs. */
  out: z.string(),
  /** The folder with the sample project and the templates. */
  resources: z.string(),
  /** The person's folder of documents. */
  documents: z.string(),
  /** How this executable is started as the built-in agent. */
  launcher: z.object({ file: z.string(), args: z.array(z.string()).readonly() }),
  /** The repository named at launch. */
  named: z.string().optional(),
});
export type EngineStart = z.infer<typeof engineStartSchema>;

const windowStateSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int(),
  height: z.number().int(),
  maximised: z.boolean(),
});

/** What main asks of the engine. */
export const engineCalls = {
  /** Answered once windows may ask. */
  start: { input: engineStartSchema, output: z.undefined() },
  /** The runs that go on, as the question before quitting names them. */
  activeRuns: {
    input: z.undefined(),
    output: z.array(z.object({ task: z.string(), title: z.string() })),
  },
  /** Ends the project's runs and everything that was opened for it. */
  close: { input: z.undefined(), output: z.undefined() },
  /** A sign of life. */
  ping: { input: z.undefined(), output: z.undefined() },
} as const;

/** What main tells the engine. */
export const engineEvents = {
  /** A window got the person's attention. */
  focus: z.undefined(),
  theme: z.object({ theme: themeSchema }),
  windowState: windowStateSchema,
  /** What a pty host said; checked by whoever listens to it. */
  hostMessage: z.object({ host, message: z.unknown() }),
  hostExit: z.object({ host }),
} as const;

/** What the engine asks of main. */
export const mainCalls = {
  /** Asks the person for a file's name; null when they chose none. */
  saveAs: {
    input: z.object({ window, title: z.string(), name: z.string(), ending: z.string() }),
    output: z.object({ path: z.string() }).nullable(),
  },
  /** Has every window but one save its edits. */
  flushOthers: { input: z.object({ than: window }), output: z.undefined() },
  /** Whether the system keeps secrets for this app. */
  hasKeychain: { input: z.undefined(), output: z.boolean() },
  seal: { input: z.object({ text: z.string() }), output: z.instanceof(Uint8Array) },
  unseal: { input: z.object({ bytes: z.instanceof(Uint8Array) }), output: z.string() },
} as const;

/** What the engine tells main. */
export const mainEvents = {
  startHost: z.object({ host }),
  /** `terminals`: main makes a channel for each, hands one end to the window and the other to the host. */
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
