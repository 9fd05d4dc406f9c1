import { Problem } from "@shared/base/problem";
import type { EngineCallName, EventName, EventPayload } from "@shared/contracts";

/** The kinds of callers. */
export type Caller =
  /** A window of the app, by the id of its web contents. */
  | { readonly kind: "window"; readonly window: number }
  /** A command line: in the command's own process, or connected to the app that has the project open. */
  | { readonly kind: "command-line" };

/** A connected caller. */
export interface Client {
  readonly caller: Caller;
  /** Sends an event; the payload is validated before it is sent. */
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Aborted when the client is gone. */
  readonly gone: AbortSignal;
}

/** The calls that each kind of caller may make. A window acts for the person and may make all. */
const rights: Record<Caller["kind"], "everything" | ReadonlySet<EngineCallName>> = {
  window: "everything",
  "command-line": new Set<EngineCallName>([
    "project.ifOpen",
    "runs.overview",
    "runs.ofTasks",
    "runs.find",
    "runs.toStart",
    "runs.start",
    "runs.settled",
    "runs.watch",
    "runs.toTerminal",
    "runs.finish",
    "runs.stop",
    "runs.list",
    "runs.shared",
    "runs.discard",
    "runs.forget",
    "runs.prepareShare",
    "runs.share",
    "runs.redrive",
  ]),
};

/** @throws {Problem} for a call that this kind of caller may not make */
export function requireRight({ kind }: Caller, name: EngineCallName): void {
  const may = rights[kind];
  if (may !== "everything" && !may.has(name)) throw onlyInWindow(name);
}

/** The refusal of a call that a command line has no right to, or no handler for. */
export const onlyInWindow = (name: EngineCallName): Problem =>
  new Problem("bad-request", "This can be done in the app's window only.", name);
