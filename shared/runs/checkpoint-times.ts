import type { CheckpointEvent } from "./checkpoint-files";
import type { LoggedEvent } from "./event";

/** A checkpoint, and when its files came to rest. */
export interface CheckpointAt extends CheckpointEvent {
  /** Seconds since the recording's start; infinite for what was found after its end. */
  readonly time: number;
}

/** A run's checkpoints, in order. */
export const checkpointsOf = (events: readonly LoggedEvent[]): CheckpointAt[] =>
  events.flatMap(({ event, time = Number.POSITIVE_INFINITY }) =>
    event.type === "checkpoint" ? [{ ...event, time }] : [],
  );
