/** The result of the work, or the reason why it failed. */
export async function attempt<T>(
  work: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly reason: string }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

/** The sentence that a working tree was not removed. */
export const stays = (worktree: string, reason: string): string =>
  `Its working tree stays in ${worktree}, as it could not be kept under a ref. ${reason}`;
