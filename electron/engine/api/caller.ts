import { Problem } from "@shared/base/problem";
import type { EngineCallName, EventName, EventPayload } from "@shared/contracts";

/** Who makes a call. */
export type Caller =
  /** A window of the app, by the id of its web contents. */
  | { readonly kind: "window"; readonly window: number }
  /** A command line that found the project open in the app. */
  | { readonly kind: "command-line" };

/** A caller that is connected. */
export interface Client {
  readonly caller: Caller;
  /** Tells it that something happened; the payload is checked before it leaves. */
  tell<N extends EventName>(name: N, payload: EventPayload<N>): void;
  /** Aborted when it is gone. */
  readonly gone: AbortSignal;
}

/** What each kind of caller may ask for. A window is the person, and may all. */
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
    "runs.discard",
  ]),
};

/** @throws {Problem} for a call that this kind of caller may not make */
export function requireRight({ kind }: Caller, name: EngineCallName): void {
  const may = rights[kind];
  if (may !== "everything" && !may.has(name))
    throw new Problem("bad-request", "This can be done in the app's window only.", name);
}
