import { Problem } from "@shared/base/problem";
import type { Client } from "./caller";

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
    client: Client,
    job: string,
    work: (signal: AbortSignal, progress: (part: number) => void) => Promise<T>,
  ): Promise<T>;
  cancel(client: Client, job: string): void;
}

export function createJobs(): Jobs {
  const lives = new WeakMap<Client, Map<string, AbortController>>();
  const livesOf = (client: Client) => {
    const known = lives.get(client) ?? new Map<string, AbortController>();
    lives.set(client, known);
    return known;
  };
  return {
    async run(client, job, work) {
      const own = livesOf(client);
      if (own.has(job)) throw new Problem("bad-request", "This goes on already.", job);
      const life = new AbortController();
      const end = () => life.abort();
      own.set(job, life);
      client.gone.addEventListener("abort", end);
      try {
        return await work(life.signal, progressTo(client, job));
      } catch (error) {
        throw life.signal.aborted ? new Problem("cancelled", "It was cancelled.") : error;
      } finally {
        own.delete(job);
        client.gone.removeEventListener("abort", end);
      }
    },
    cancel: (client, job) => livesOf(client).get(job)?.abort(),
  };
}

/** Tells a window how far something is, not more often than it can be seen. */
function progressTo(client: Client, job: string): (part: number) => void {
  let told = 0;
  return (part) => {
    const now = performance.now();
    if (now - told < progressEvery) return;
    told = now;
    client.tell("recordings.progress", { job, part });
  };
}
