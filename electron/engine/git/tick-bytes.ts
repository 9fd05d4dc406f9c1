import { isUtf8 } from "node:buffer";

/** Finds a task in a text and ticks its box; `tickTask` of shared/tasks. */
export type Tick = (
  text: string,
  task: string,
) => { readonly text: string; readonly offset: number } | undefined;

/**
 * Ticks a task's box in bytes: decoded as UTF-8 if they are valid, otherwise one byte as one character, which
 * works in any encoding that agrees with ASCII. All other bytes stay.
 * @returns the bytes with exactly one changed, or undefined when the task cannot be ticked
 */
export function tickBytes(bytes: Uint8Array, task: string, tick: Tick): Buffer | undefined {
  const before = Buffer.from(bytes);
  const encoding = isUtf8(before) ? "utf8" : "latin1";
  const ticked = tick(before.toString(encoding), task);
  if (ticked === undefined) return undefined;
  const after = Buffer.from(ticked.text, encoding);
  const offset = Buffer.byteLength(ticked.text.slice(0, ticked.offset), encoding);
  const rest = (buffer: Buffer) =>
    [buffer.subarray(0, offset), buffer.subarray(offset + 1)] as const;
  const [left, right] = rest(before);
  const [newLeft, newRight] = rest(after);
  if (after.length !== before.length || !left.equals(newLeft) || !right.equals(newRight))
    throw new Error("a tick changed more than its box");
  return before[offset] === after[offset] ? undefined : after;
}
