import type { RunId } from "@shared/base/ids";
import { Problem } from "@shared/base/problem";
import type { Caller } from "./api/caller";

/** A run's terminal in a window. Main makes its channel, because only main can pass a port to a window. */
export interface WindowTerminal {
  readonly window: number;
  readonly run: RunId;
}

/** @throws {Problem} for a caller without windows */
export function terminalOf(caller: Caller, run: RunId): WindowTerminal {
  if (caller.kind !== "window")
    throw new Problem("bad-request", "Only a window of the app can show this terminal.");
  return { window: caller.window, run };
}
