import type { z } from "zod";
import { agentCalls } from "./agents";
import { appCalls, appEvents } from "./app";
import { documentCalls, documentEvents } from "./documents";
import { historyCalls } from "./history";
import { projectCalls, projectEvents } from "./project";
import { queueCalls, queueEvents } from "./queue";
import { recordingCalls, recordingEvents } from "./recordings";
import { revisionCalls } from "./revision";
import { runCalls, runEvents } from "./runs";

const engineCalls = {
  ...agentCalls,
  ...projectCalls,
  ...documentCalls,
  ...historyCalls,
  ...runCalls,
  ...queueCalls,
  ...recordingCalls,
  ...revisionCalls,
} as const;
export const allCalls = { ...appCalls, ...engineCalls } as const;
export const allEvents = {
  ...appEvents,
  ...projectEvents,
  ...documentEvents,
  ...runEvents,
  ...queueEvents,
  ...recordingEvents,
} as const;

type AllCalls = typeof allCalls;
type AllEvents = typeof allEvents;

/** A call that main answers. Its name begins with `app.`. */
export type AppCallName = keyof typeof appCalls;
/** A call that the engine answers. */
export type EngineCallName = keyof typeof engineCalls;
export type CallName = keyof AllCalls;
export type CallInput<N extends CallName> = z.infer<AllCalls[N]["input"]>;
export type CallOutput<N extends CallName> = z.infer<AllCalls[N]["output"]>;
export type EventName = keyof AllEvents;
export type EventPayload<N extends EventName> = z.infer<AllEvents[N]>;

/** Checks a value from outside; throws when the value is invalid. */
export interface Parser<T> {
  parse(value: unknown): T;
}

/** All calls that the window can make. */
export const calls: {
  readonly [N in CallName]: {
    readonly input: Parser<CallInput<N>>;
    readonly output: Parser<CallOutput<N>>;
  };
} = allCalls;

/** Every event the window can receive. */
export const events: { readonly [N in EventName]: Parser<EventPayload<N>> } = allEvents;

export const isAppCall = (name: string): name is AppCallName => Object.hasOwn(appCalls, name);
export const isEngineCall = (name: string): name is EngineCallName =>
  Object.hasOwn(engineCalls, name);
export const isEventName = (name: unknown): name is EventName =>
  typeof name === "string" && Object.hasOwn(allEvents, name);
