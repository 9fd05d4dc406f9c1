import { findOddFile, type GitReads } from "../files/odd-files";

/** Milliseconds after which the reason is looked for why git does not answer. */
const slow = 2_000;

/**
 * Asks git for something. When git does not answer soon, the reason is looked for: who opens a pipe waits for ever.
 * @param reads where git reads; undefined where nobody else can have put anything
 * @param ask is to end with its signal
 * @throws {Problem} `git-failed` naming the file that keeps git waiting; what `ask` throws
 */
export async function withReason<T>(
  reads: GitReads | undefined,
  given: AbortSignal | undefined,
  ask: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const ending = new AbortController();
  const cancel = () => ending.abort(given?.reason);
  if (given?.aborted) cancel();
  given?.addEventListener("abort", cancel, { once: true });
  let odd: Error | undefined;
  const timer = setTimeout(() => {
    if (reads === undefined) return;
    findOddFile(reads, ending.signal).then(
      (found) => {
        odd = found;
        if (found) ending.abort();
      },
      () => undefined,
    );
  }, slow);
  try {
    return await ask(ending.signal);
  } catch (error) {
    throw odd ?? error;
  } finally {
    clearTimeout(timer);
    given?.removeEventListener("abort", cancel);
    ending.abort();
  }
}
