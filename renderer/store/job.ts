import { call, on } from "./bridge";

/**
 * Runs a long job under a new name, reports its progress, and can cancel it.
 * @param start starts the job with the given name
 * @param progress called with the completed part, from 0 to 1
 * @param signal cancels the job, which then fails as `cancelled` unless it has already ended
 */
export async function doJob<T>(
  start: (job: string) => Promise<T>,
  progress: (part: number) => void,
  signal: AbortSignal,
): Promise<T> {
  const job = crypto.randomUUID();
  const stop = on("recordings.progress", (said) => {
    if (said.job === job) progress(said.part);
  });
  const cancel = () => {
    // The job itself reports that it was cancelled.
    call("recordings.cancel", { job }).catch(() => undefined);
  };
  signal.addEventListener("abort", cancel, { once: true });
  try {
    return await start(job);
  } finally {
    stop();
    signal.removeEventListener("abort", cancel);
  }
}
