import type { Task } from "./parse";

/** IDs that several tasks have, each once. */
export function repeatedIds(tasks: readonly Task[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { id } of tasks) {
    if (seen.has(id)) twice.add(id);
    seen.add(id);
  }
  return [...twice];
}
