import type { RecordingOutline } from "@shared/recordings/keyframes";
import { leftBehindWords, leftRunningWords } from "@shared/runs/beside-words";
import { checkpointWords } from "@shared/runs/checkpoint-files";
import type { LoggedEvent, RunEvent } from "@shared/runs/event";
import type { PermissionAsk } from "@shared/runs/permission";
import { endWords, succeeded } from "@shared/runs/process-end";
import { queueWords } from "@shared/runs/queue";
import { toolWords, waitedWords, waitingWords } from "@shared/runs/reported";

/** The kind of an event. Each kind has its own shape on the track. */
export type MarkKind =
  /** The agent's program started or ended. */
  | "session"
  | "files"
  | "validation"
  /** A person's turn, or a person's decision. */
  | "gate"
  /** An action of the agent, as reported by the agent. */
  | "tool"
  /** The agent begins or ends waiting for the person. */
  | "waiting"
  /** A marker in the recording. */
  | "note";

/** An event at a time of the recording. */
export interface Mark {
  readonly key: string;
  readonly kind: MarkKind;
  /** Seconds. */
  readonly time: number;
  /** The event as a sentence without a full stop. */
  readonly text: string;
  /** The event in one or two words, for the track; empty when so few words would say too little. */
  readonly label: string;
  /** The priority of its label when not all fit; lower ranks stay. */
  readonly rank: number;
}

/**
 * The events of a session in order: those of the run's log, and the markers of the recording.
 * @param end seconds; no mark is later
 */
export function marksOf(
  events: readonly LoggedEvent[],
  markers: RecordingOutline["markers"],
  end: number,
): Mark[] {
  let waited: number | undefined;
  const setUp = events.some(({ event }) => event.type === "set-up-started");
  const own = events.flatMap(({ seq, time, event }) => {
    // With a set-up, the start of the set-up is listed first, and later the start of the agent.
    if (setUp && event.type === "session-started") return [];
    const words = wordsOf(
      event,
      waited === undefined || time === undefined ? undefined : time - waited,
    );
    if (event.type === "waiting") waited = time;
    if (words === undefined) return [];
    // A person decides after the recording; the decision is shown at its end.
    const at = time ?? (words.kind === "gate" ? end : undefined);
    return at === undefined ? [] : [{ key: `run-${seq}`, time: Math.min(at, end), ...words }];
  });
  const recorded = markers.flatMap(({ time, label }, index) =>
    label !== "" && !(own.length > 0 && sessionMark.test(label))
      ? [{ key: `cast-${index}`, kind: "note" as const, time, text: label, label, rank: 3 }]
      : [],
  );
  return [...own, ...recorded].sort((a, b) => a.time - b.time);
}

/** The session's own markers in the recording. The run's log contains the same events with more detail. */
const sessionMark =
  /^(?:(?:task|agent|set-up|validation|session|waiting) (?:started|ended): |finish asked for$|ended what the |files changed|tool call: |waiting: |files kept as |agent-reported$)/;

/** Of the agent's frequent actions, only these get a label on the track. */
const changing: ReadonlySet<string> = new Set(["write_file", "edit_file"]);
const fileName = (path: string) => path.slice(path.lastIndexOf("/") + 1);
const capitalised = (text: string) => text.slice(0, 1).toUpperCase() + text.slice(1);

/** @param waited seconds since the agent last began to wait */
function wordsOf(
  event: RunEvent,
  waited: number | undefined,
): Omit<Mark, "key" | "time"> | undefined {
  switch (event.type) {
    case "session-started":
      return { kind: "session", text: "Agent started", label: "started", rank: 1 };
    case "set-up-started":
      return {
        kind: "session",
        text: `Set-up started: ${event.command}`,
        label: "set-up",
        rank: 3,
      };
    case "set-up-ended":
      return succeeded(event.end)
        ? { kind: "session", text: "Agent started after the set-up", label: "started", rank: 1 }
        : {
            kind: "session",
            text: `Set-up failed with ${endWords(event.end)}`,
            label: "set-up failed",
            rank: 0,
          };
    case "finish-asked":
      return { kind: "session", text: "Finished by a person", label: "finish", rank: 1 };
    case "agent-ended":
      return {
        kind: "session",
        text: `Agent ended with ${endWords(event.end)}`,
        label: "agent ended",
        rank: 2,
      };
    case "validation-started":
      return {
        kind: "validation",
        text: `Validation started: ${event.command}`,
        label: "validation",
        rank: 2,
      };
    case "validation-ended":
      return succeeded(event.end)
        ? { kind: "validation", text: "Validation passed", label: "passed", rank: 1 }
        : {
            kind: "validation",
            text: `Validation failed with ${endWords(event.end)}`,
            label: "failed",
            rank: 0,
          };
    case "session-ended":
      return sessionWords[event.how];
    case "checkpoint":
      return { kind: "files", text: capitalised(checkpointWords(event)), label: "files", rank: 4 };
    case "tool-called": {
      const failed = event.outcome === "failed";
      const label = failed ? "failed" : changing.has(event.tool) ? fileName(event.file ?? "") : "";
      return { kind: "tool", text: toolWords(event), label, rank: failed ? 4 : 5 };
    }
    case "waiting":
      return { kind: "waiting", text: waitingWords(event), label: "waits", rank: 1 };
    case "waiting-ended": {
      const label = event.how === "answered" ? "answered" : "went on";
      return { kind: "waiting", text: waitedWords(event.how, waited), label, rank: 2 };
    }
    case "change-captured":
      return { kind: "gate", text: "The change waits for review", label: "review", rank: 3 };
    case "approved":
      return { kind: "gate", text: `Approved by ${event.by}`, label: "approved", rank: 0 };
    case "sent-back":
      return { kind: "gate", text: `Sent back by ${event.by}`, label: "sent back", rank: 0 };
    case "dismissed":
      return {
        kind: "gate",
        text: `Discarded by ${event.by}. ${event.left}`,
        label: "discarded",
        rank: 0,
      };
    case "capture-failed":
      return {
        kind: "gate",
        text: `The change could not be collected: ${event.reason}`,
        label: "no change",
        rank: 3,
      };
    case "left-behind":
      return {
        kind: "session",
        text: leftBehindWords(event.by, event.processes),
        label: "left behind",
        rank: 3,
      };
    case "left-running":
      return {
        kind: "gate",
        text: leftRunningWords(event.processes),
        label: "still running",
        rank: 3,
      };
    case "discarded":
      return { kind: "gate", text: `Discarded by ${event.by}`, label: "discarded", rank: 0 };
    case "queued":
      return { kind: "session", text: queueWords(event.waitsFor), label: "queued", rank: 3 };
    case "permission-asked":
      return {
        kind: "waiting",
        text: `Asks to use ${event.tool}${about(event)}`,
        label: "asks",
        rank: 1,
      };
    case "permission-answered":
      return {
        kind: "waiting",
        text: `${capitalised(event.answer)} by ${event.by.kind === "rule" ? "the rule " : ""}${event.by.name}`,
        label: event.answer,
        rank: 1,
      };
    case "gate-asked":
      return { kind: "gate", text: `The gate “${event.gate}” waits`, label: "gate", rank: 3 };
    case "gate-passed":
      return {
        kind: "gate",
        text: `The gate “${event.gate}” was passed by ${event.by}`,
        label: "passed",
        rank: 1,
      };
    case "gate-refused":
      return {
        kind: "gate",
        text: `The gate “${event.gate}” was refused by ${event.by}: ${event.reason}`,
        label: "refused",
        rank: 0,
      };
    case "run-created":
    case "tree-made":
    case "lease-renewed":
    case "queue-left":
    case "start-failed":
    case "agent-reported":
    case "snapshot-taken":
    case "shared":
      return undefined;
  }
}

const about = ({ file, command, text }: Pick<PermissionAsk, "file" | "command" | "text">) => {
  const what = command ?? file ?? text;
  return what === undefined ? "" : `: ${what}`;
};

const sessionWords = {
  finished: { kind: "session", text: "Session ended", label: "ended", rank: 1 },
  stopped: { kind: "session", text: "Stopped by a person", label: "stopped", rank: 0 },
  interrupted: {
    kind: "session",
    text: "Interrupted: the app quit or died",
    label: "interrupted",
    rank: 0,
  },
} as const;

/** The seconds between the start and the end of the validation; undefined when it did not run to its end. */
export function validationSeconds(events: readonly LoggedEvent[]): number | undefined {
  const at = (type: RunEvent["type"]) =>
    events.findLast((logged) => logged.event.type === type)?.at;
  const [start, end] = [at("validation-started"), at("validation-ended")];
  if (start === undefined || end === undefined) return undefined;
  return Math.max(0, (Date.parse(end) - Date.parse(start)) / 1000);
}
