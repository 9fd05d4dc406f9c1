/** Milliseconds between two pings, and milliseconds without an answer after which a process counts as hanging. */
const beat = { every: 2_000, patience: 10_000 } as const;

/** Watches whether a process responds. */
export interface Heartbeat {
  stop(): void;
}

/**
 * Pings a process, one ping at a time.
 * @param ask resolves when the process has answered; a rejected or pending promise is no answer
 * @param changed called when the process hangs, and when it responds again
 */
export function watchLife(
  ask: () => Promise<void>,
  changed: (hangs: boolean) => void,
  { every, patience }: { readonly every: number; readonly patience: number } = beat,
): Heartbeat {
  let stopped = false;
  let hangs = false;
  let next: NodeJS.Timeout | undefined;
  const become = (now: boolean) => {
    if (stopped || now === hangs) return;
    hangs = now;
    changed(now);
  };
  const round = () => {
    // After the computer slept, all timers are due at once, so the answer gets some extra time.
    const late = setTimeout(() => {
      next = setTimeout(() => become(true), every);
    }, patience);
    ask().then(
      () => {
        clearTimeout(late);
        clearTimeout(next);
        become(false);
        if (!stopped) next = setTimeout(round, every);
      },
      () => clearTimeout(late),
    );
  };
  round();
  return {
    stop() {
      become(false);
      stopped = true;
      clearTimeout(next);
    },
  };
}
