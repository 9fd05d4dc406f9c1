import type { RunEvent } from "@shared/runs/event";

/** Transfers events that other processes observed to the run's log. */
export interface Notes {
  /**
   * Writes an event once the session has started; ignores it after the end.
   * @param at the event's time in milliseconds since 1970
   */
  add(event: RunEvent, at: number): void;
  /** Writes the earlier events, and later ones at once. */
  open(write: (event: RunEvent, at: number) => Promise<void>): void;
  close(): void;
}

export function createNotes(): Notes {
  let early: [event: RunEvent, at: number][] = [];
  let write: ((event: RunEvent, at: number) => Promise<void>) | undefined;
  let closed = false;
  // The sender of an event is told when it is written. If it is not, the sender writes the event after the
  // session.
  const hand = (event: RunEvent, at: number) => void write?.(event, at).catch(() => undefined);
  return {
    add(event, at) {
      if (closed) return;
      if (write === undefined) early.push([event, at]);
      else hand(event, at);
    },
    open(writer) {
      write = writer;
      for (const [event, at] of early) hand(event, at);
      early = [];
    },
    close() {
      closed = true;
      early = [];
    },
  };
}
