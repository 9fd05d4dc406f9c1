import type { RecordingOutline } from "@shared/recordings/keyframes";
import { checkpointWords } from "@shared/runs/checkpoint";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";

/** Something that happened at a time of the recording. */
export interface Mark {
  readonly key: string;
  /** Seconds. */
  readonly time: number;
  /** What happened, as a sentence without a full stop. */
  readonly text: string;
  /** The same in a word or two, for the track. */
  readonly label: string;
  /** Whose label stays when there is no room for all; lower wins. */
  readonly rank: number;
}

/**
 * What happened in a session, in order: the run's own events, and the marks that the recording holds.
 * @param end seconds; nothing lies after it
 */
export function marksOf(
  events: readonly LoggedEvent[],
  markers: RecordingOutline["markers"],
  end: number,
): Mark[] {
  const own = events.flatMap(({ seq, time, event }) => {
    const words = wordsOf(event);
    if (words === undefined || time === undefined) return [];
    return [{ key: `run-${seq}`, time: Math.min(time, end), ...words }];
  });
  const recorded = markers.flatMap(({ time, label }, index) =>
    label !== "" && !(own.length > 0 && sessionMark.test(label))
      ? [{ key: `cast-${index}`, time, text: label, label, rank: 3 }]
      : [],
  );
  return [...own, ...recorded].sort((a, b) => a.time - b.time);
}

/** The session's own marks in the recording: the run's log tells the same, with more to it. */
const sessionMark = /^(?:(?:task|agent|validation|session) (?:started|ended): |files changed)/;

const capitalised = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

function wordsOf(event: RunEvent): Pick<Mark, "text" | "label" | "rank"> | undefined {
  switch (event.type) {
    case "session-started":
      return { text: "Agent started", label: "started", rank: 1 };
    case "agent-ended":
      return {
        text: event.signal
          ? `Agent ended by signal ${event.signal}`
          : `Agent ended with exit code ${event.exitCode}`,
        label: "agent ended",
        rank: 2,
      };
    case "validation-started":
      return { text: `Validation started: ${event.command}`, label: "validation", rank: 2 };
    case "validation-ended":
      return event.exitCode === 0
        ? { text: "Validation passed", label: "passed", rank: 1 }
        : {
            text: `Validation failed with exit code ${event.exitCode}`,
            label: "failed",
            rank: 0,
          };
    case "session-ended":
      return endWords[event.how];
    case "checkpoint":
      return { text: capitalised(checkpointWords(event)), label: "files", rank: 4 };
    case "created":
    case "start-failed":
    case "change-captured":
    case "approved":
    case "sent-back":
    case "discarded":
    case "shared":
      return undefined;
  }
}

const endWords = {
  finished: { text: "Session ended", label: "ended", rank: 0 },
  stopped: { text: "Stopped by a person", label: "stopped", rank: 0 },
  interrupted: { text: "Interrupted: the app quit or died", label: "interrupted", rank: 0 },
} as const;

/** Seconds between the start and the end of the validation; undefined when it did not run to its end. */
export function validationSeconds(events: readonly LoggedEvent[]): number | undefined {
  const at = (type: RunEvent["type"]) =>
    events.findLast((logged) => logged.event.type === type)?.at;
  const [start, end] = [at("validation-started"), at("validation-ended")];
  if (start === undefined || end === undefined) return undefined;
  return Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
}
