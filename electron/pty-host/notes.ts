import type { RunEvent } from "@shared/runs/event";

/** What others saw of a run, on its way to the run's log. */
export interface Notes {
  /**
   * Writes an event down once the session has started; nothing once it is closed.
   * @param at when it happened, in milliseconds since 1970
   */
  add(event: RunEvent, at: number): void;
  /** From now on events are written, first those that came before. */
  open(write: (event: RunEvent, at: number) => Promise<void>): void;
  close(): void;
}

export function createNotes(): Notes {
  let early: [event: RunEvent, at: number][] = [];
  let write: ((event: RunEvent, at: number) => Promise<void>) | undefined;
  let closed = false;
  // Whoever noted it hears that an event is written; one that is not, they write themselves afterwards.
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
