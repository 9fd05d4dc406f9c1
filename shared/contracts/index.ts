import type { z } from "zod";
import { appCalls, appEvents } from "./app";
import { documentCalls, documentEvents } from "./documents";
import { projectCalls, projectEvents } from "./project";
import { runCalls, runEvents } from "./runs";

/** Every call the window can make. Nothing else passes the door. */
export const calls = { ...appCalls, ...projectCalls, ...documentCalls, ...runCalls } as const;
/** Every event the window can receive. */
export const events = { ...appEvents, ...projectEvents, ...documentEvents, ...runEvents } as const;

export type Calls = typeof calls;
export type CallName = keyof Calls;
export type CallInput<N extends CallName> = z.infer<Calls[N]["input"]>;
export type CallOutput<N extends CallName> = z.infer<Calls[N]["output"]>;

export type Events = typeof events;
export type EventName = keyof Events;
export type EventPayload<N extends EventName> = z.infer<Events[N]>;
