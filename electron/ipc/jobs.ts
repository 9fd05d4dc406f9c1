import { Problem } from "@shared/contracts/problem";
import type { WebContents } from "electron";
import { emit } from "./door";

/** Milliseconds between two words of progress. */
const progressEvery = 100;

/** What goes on for a window and may be cancelled. */
export interface Jobs {
  /**
   * Does something long, and tells its window how far it is. It ends when it is cancelled, and when its window
   * goes.
   * @throws {Problem} `cancelled`
   */
  run<T>(
    sender: WebContents,
    job: string,
    work: (signal: AbortSignal, progress: (part: number) => void) => Promise<T>,
  ): Promise<T>;
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
        return await work(life.signal, progressTo(sender, job));
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

/** Tells a window how far something is, not more often than it can be seen. */
function progressTo(sender: WebContents, job: string): (part: number) => void {
  let told = 0;
  return (part) => {
    const now = performance.now();
    if (now - told < progressEvery) return;
    told = now;
    emit(sender, "recordings.progress", { job, part });
  };
}
