import type { TaskList } from "./list";

/** A list that is there and cannot be read: one line that was not understood, not an empty list. */
export function unreadableList(path: string, why: string): TaskList {
  const unread = [{ path, line: 1, raw: "", reason: why, done: false }];
  return { phases: [], tasks: [], groups: [], unread, unclear: [], duplicates: [] };
}

/** Whether a text was UTF-16 before it was read as UTF-8: every other character is a NUL. */
export const wasUtf16 = (text: string): boolean => /^[^\0]{0,3}(?:\0[^\0]){2}/.test(text);
