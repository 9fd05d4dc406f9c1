/** Finds a task in a text and ticks its box; `tickTask` of shared/tasks. */
export type Tick = (
  text: string,
  task: string,
) => { readonly text: string; readonly offset: number } | undefined;

/**
 * Ticks a task's box in bytes of any encoding that agrees with ASCII: every byte is taken for one
 * character, so what is not the box stays as it is.
 * @returns the bytes with exactly one changed, or undefined when the task cannot be ticked
 */
export function tickBytes(bytes: Uint8Array, task: string, tick: Tick): Buffer | undefined {
  const before = Buffer.from(bytes);
  const ticked = tick(before.toString("latin1"), task);
  if (ticked === undefined) return undefined;
  const after = Buffer.from(ticked.text, "latin1");
  const { offset } = ticked;
  const rest = (buffer: Buffer) =>
    [buffer.subarray(0, offset), buffer.subarray(offset + 1)] as const;
  const [left, right] = rest(before);
  const [newLeft, newRight] = rest(after);
  if (after.length !== before.length || !left.equals(newLeft) || !right.equals(newRight))
    throw new Error("a tick changed more than its box");
  return before[offset] === after[offset] ? undefined : after;
}
