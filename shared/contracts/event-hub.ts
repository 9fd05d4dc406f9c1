/** Receives the payload of an event. */
type Listener = (payload: unknown) => void;

/**
 * Shares one source of events among any number of listeners. The source has only one listener.
 * @returns `tell`, for the source; and `on`, which adds a listener and returns a function that removes it
 */
export function createEventHub(): {
  readonly tell: (event: unknown, payload: unknown) => void;
  readonly on: (event: string, listener: Listener) => () => void;
} {
  const listeners = new Map<unknown, Set<{ readonly listener: Listener }>>();
  return {
    tell(event, payload) {
      // A listener that is added during the loop is not called.
      for (const { listener } of [...(listeners.get(event) ?? [])]) listener(payload);
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all);
      // A listener that was added twice is removed once per call.
      const own = { listener };
      all.add(own);
      return () => {
        all.delete(own);
      };
    },
  };
}
