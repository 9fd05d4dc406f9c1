import type { TaskList } from "./list";

/** A list that exists but cannot be read: one line that was not understood, and not an empty list. */
export function unreadableList(path: string, why: string): TaskList {
  const unread = [{ path, line: 1, raw: "", reason: why, done: false }];
  return { phases: [], tasks: [], groups: [], unread, unclear: [], duplicates: [] };
}

/** Whether UTF-16 text was decoded as UTF-8: every other character is a NUL. */
export const wasUtf16 = (text: string): boolean => /^[^\0]{0,3}(?:\0[^\0]){2}/.test(text);
