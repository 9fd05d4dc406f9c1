import type { Task } from "./list";
import { idKey } from "./task-id";

/** IDs of more than one task, each once. IDs that differ only in case are each returned as written. */
export function repeatedIds(tasks: readonly Task[]): string[] {
  const first = new Map<string, string>();
  const twice = new Set<string>();
  for (const { id } of tasks) {
    const key = idKey(id);
    const before = first.get(key);
    if (before === undefined) first.set(key, id);
    else {
      twice.add(before);
      twice.add(id);
    }
  }
  return [...twice];
}
