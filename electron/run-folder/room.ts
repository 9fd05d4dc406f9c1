import { systemCode } from "../system/system-error";

/** Milliseconds between two looks whether a full disk has room again. */
const lookAgain = 500;

/** The room on the disk that one session is written to. */
export interface Room {
  /** Something waits to be written until there is room. */
  readonly full: boolean;
  /**
   * Does something that writes, again and again while the disk (or the person's share of it) is full.
   * @param work must leave nothing behind that a second try could not stand on
   * @throws what `work` throws for any other reason, or, once given up, for a full disk too
   */
  attempt<T>(work: () => Promise<T>): Promise<T>;
  /** From now on nothing waits: there is nobody left to wait for it. */
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
