import { type EventName, type EventPayload, events } from "@shared/contracts";
import type { WebContents } from "electron";

/** Tells a window that something happened; the payload is checked before it leaves. */
export function emit<N extends EventName>(
  target: WebContents,
  name: N,
  payload: EventPayload<N>,
): void {
  if (!target.isDestroyed()) target.send("specwright:event", name, events[name].parse(payload));
}
