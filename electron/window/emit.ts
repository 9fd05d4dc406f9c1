import { type EventName, type EventPayload, events } from "@shared/contracts";
import type { WebContents } from "electron";

/** Sends an event to a window; the payload is validated before it is sent. */
export function emit<N extends EventName>(
  target: WebContents,
  name: N,
  payload: EventPayload<N>,
): void {
  if (!target.isDestroyed()) target.send("specwright:event", name, events[name].parse(payload));
}
