import { call, on } from "./bridge";

/**
 * Has the privileged side do something long that has a name, hears how far it is, and can end it.
 * @param start calls for it by the name
 * @param progress hears which part of it, from 0 to 1, is done
 * @param signal ends it; then it fails as `cancelled`, unless it was over already
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
    // What it was cancelled for is told by the job itself.
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
