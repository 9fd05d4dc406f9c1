import type { LoggedEvent } from "@shared/runs/event";
import { project, type Run } from "@shared/runs/projection";

/**
 * The number of a run's events that had happened at a time.
 * @param position seconds
 * @param end seconds; at the end all events have eventCountAt, including those after the recording
 */
export function eventCountAt(
  events: readonly LoggedEvent[],
  position: number,
  end: number,
): number {
  if (position >= end) return events.length;
  let begun = false;
  const next = events.findIndex(({ time, event }) => {
    // Events before and after the session have no time.
    const later = time === undefined ? begun : time > position;
    if (event.type === "session-started") begun = true;
    return later;
  });
  return next < 0 ? events.length : next;
}

/** The run's state after a number of its events; undefined when these do not define a run. */
export const runAfter = (events: readonly LoggedEvent[], count: number): Run | undefined =>
  project(events.slice(0, count));
