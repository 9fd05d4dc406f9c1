/** Takes a named event in. */
type Listener = (payload: unknown) => void;

/**
 * Shares one source of events among all who listen, however many they are: to the source they are one listener.
 * @returns `tell`, for the source, and `on`, which starts to listen and returns the function that stops it
 */
export function createEventHub(): {
  readonly tell: (event: unknown, payload: unknown) => void;
  readonly on: (event: string, listener: Listener) => () => void;
} {
  const listeners = new Map<unknown, Set<{ readonly listener: Listener }>>();
  return {
    tell(event, payload) {
      // Whoever begins to listen meanwhile was not there yet.
      for (const { listener } of [...(listeners.get(event) ?? [])]) listener(payload);
    },
    on(event, listener) {
      const all = listeners.get(event) ?? new Set();
      listeners.set(event, all);
      // One who listens twice stops once.
      const own = { listener };
      all.add(own);
      return () => {
        all.delete(own);
      };
    },
  };
}
