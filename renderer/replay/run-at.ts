import type { LoggedEvent } from "@shared/runs/event";
import { project, type Run } from "@shared/runs/project";

/**
 * How many of a run's events had happened at a time.
 * @param position seconds
 * @param end seconds; at the end all have happened, also what came after the recording
 */
export function happened(events: readonly LoggedEvent[], position: number, end: number): number {
  if (position >= end) return events.length;
  let begun = false;
  const next = events.findIndex(({ time, event }) => {
    // Before the session there is no time to tell, and after it neither.
    const later = time === undefined ? begun : time > position;
    if (event.type === "session-started") begun = true;
    return later;
  });
  return next < 0 ? events.length : next;
}

/** The run as it was after so many of its events; undefined where they do not tell of one. */
export const runAfter = (events: readonly LoggedEvent[], count: number): Run | undefined =>
  project(events.slice(0, count));
