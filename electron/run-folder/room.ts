import { systemCode } from "../system/system-error";

/** Milliseconds between two attempts on a full disk. */
const lookAgain = 500;

/** The free space on the disk of one session. */
export interface Room {
  /** Whether a write waits for free space. */
  readonly full: boolean;
  /**
   * Runs a write, and repeats it while the disk (or the person's quota) is full.
   * @param work must be repeatable after a failed attempt
   * @throws the errors of `work`; an error of a full disk only after `giveUp`
   */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  /** No write waits from now on, because no process will wait for it. */
  giveUp(): void;
}

/** @param onChange called when `full` has changed */
export function createRoom(onChange: () => void, interval: number = lookAgain): Room {
  const waiting = new Set<() => void>();
  let held = 0;
  let given = false;

  const pause = () =>
    new Promise<void>((resolve) => {
      const go = () => {
        clearTimeout(timer);
        waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, interval);
      waiting.add(go);
    });

  function hold(by: 1 | -1) {
    held += by;
    if (held === (by === 1 ? 1 : 0)) onChange();
  }

  return {
    get full() {
      return held > 0;
    },
    async attempt(work) {
      let holds = false;
      try {
        for (;;) {
          try {
            return await work();
          } catch (error) {
            if (!isFull(error) || given) throw error;
            if (!holds) {
              holds = true;
              hold(1);
            }
            await pause();
          }
        }
      } finally {
        if (holds) hold(-1);
      }
    },
    giveUp() {
      given = true;
      for (const go of [...waiting]) go();
    },
  };
}

const isFull = (error: unknown): boolean => {
  const code = systemCode(error);
  return code === "ENOSPC" || code === "EDQUOT";
};
