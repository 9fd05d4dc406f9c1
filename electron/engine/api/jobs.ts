import { Problem } from "@shared/base/problem";
import type { Client } from "./caller";

/** Milliseconds between two progress events. */
const progressEvery = 100;

/** Long work for a window that can be cancelled. */
export interface Jobs {
  /**
   * Runs long work and reports its progress to the window. The work is cancelled on request, and when the window
   * is gone.
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

/** Sends progress events to a window, at a limited rate. */
function progressTo(client: Client, job: string): (part: number) => void {
  let told = 0;
  return (part) => {
    const now = performance.now();
    if (now - told < progressEvery) return;
    told = now;
    client.tell("recordings.progress", { job, part });
  };
}
