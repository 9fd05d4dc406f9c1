import { findOddFile, type GitReads } from "../files/odd-files";

/** Milliseconds after which the reason for git's silence is searched. */
const slow = 2_000;

/**
 * Runs git. When git does not answer soon, the reason is searched, because a process that opens a pipe waits for
 * ever.
 * @param reads the folders in which git reads; undefined when no other program can have written there
 * @param ask runs git, and ends when its signal is aborted
 * @throws {Problem} `git-failed` naming the file that blocks git; the errors of `ask`
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
