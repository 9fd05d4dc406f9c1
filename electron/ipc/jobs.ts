import { Problem } from "@shared/contracts/problem";
import type { WebContents } from "electron";

/** What goes on for a window and may be cancelled. */
export interface Jobs {
  /**
   * Does something long. It ends when it is cancelled, and when its window goes.
   * @throws {Problem} `cancelled`
   */
  run<T>(sender: WebContents, job: string, work: (signal: AbortSignal) => Promise<T>): Promise<T>;
  cancel(sender: WebContents, job: string): void;
}

export function createJobs(): Jobs {
  const lives = new Map<string, AbortController>();
  const keyOf = (sender: WebContents, job: string) => `${sender.id} ${job}`;
  return {
    async run(sender, job, work) {
      const key = keyOf(sender, job);
      if (lives.has(key)) throw new Problem("bad-request", "This goes on already.", job);
      const life = new AbortController();
      const end = () => life.abort();
      lives.set(key, life);
      sender.once("destroyed", end);
      sender.once("did-navigate", end);
      try {
        return await work(life.signal);
      } catch (error) {
        throw life.signal.aborted ? new Problem("cancelled", "It was cancelled.") : error;
      } finally {
        lives.delete(key);
        sender.off("destroyed", end);
        sender.off("did-navigate", end);
      }
    },
    cancel: (sender, job) => lives.get(keyOf(sender, job))?.abort(),
  };
}
