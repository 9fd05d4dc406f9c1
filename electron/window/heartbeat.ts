/** Milliseconds between two signs of life that are asked for, and those after which a process counts as hanging. */
const beat = { every: 2_000, patience: 10_000 } as const;

/** A process that is asked for signs of life. */
export interface Heartbeat {
  stop(): void;
}

/**
 * Asks a process for signs of life, one at a time.
 * @param ask resolves when the process has answered; one that rejects or never settles is no sign of life
 * @param changed hears when the process hangs, and when it answers again
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
    // After a sleep of the computer all timers are due at once, so the answer gets a last moment.
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
