import { z } from "zod";
import {
  agentChoiceSchema,
  type CreatedEvent,
  type LoggedEvent,
  originalSchema,
  type RunEvent,
  redactionSchema,
} from "../runs/event";
import { runFormat } from "../runs/folder-format";
import type { CastEvent } from "./asciicast";

// The manifest of a run's folder; FORMAT.md beside this file describes it.

const bytes = z.number().int().nonnegative();
const size = z.object({ time: z.number(), cols: z.number().int(), rows: z.number().int() });

/** The summary of a run's folder. All of its content can be derived from the recording and the events. */
export const manifestSchema = z.object({
  format: z.literal(runFormat.name),
  version: z.number().int().positive(),
  /** The version of the app that recorded the run. */
  app: z.string(),
  run: z.string(),
  agent: agentChoiceSchema,
  model: z.string(),
  recording: z.object({
    bytes,
    /** SHA-256 in hex, like all digests here. */
    digest: z.string(),
    /** Seconds. */
    duration: z.number(),
    /** The terminal's sizes, the first at time 0. `moreSizes` counts the sizes that are not listed. */
    sizes: z.array(size),
    moreSizes: bytes,
    /**
     * Digests of the recording's beginnings: of its first `every` bytes, of its first 2 × `every` bytes, and
     * so on.
     */
    beginnings: z.object({ every: bytes, digests: z.array(z.string()) }),
  }),
  /** Whether input was recorded, and the number of input events. */
  input: z.object({ recorded: z.boolean(), events: bytes }),
  /** Undefined when the recorder died, so that the counts are unknown. */
  redaction: redactionSchema.optional(),
  /** The events up to and including session-ended. */
  events: z.object({ lines: bytes, bytes, digest: z.string() }),
  /** In a copy for others: the run that it was made from. */
  original: originalSchema.optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** Facts that follow from a recording's bytes. */
export interface CastFacts extends Omit<Manifest["recording"], "duration"> {
  readonly inputEvents: number;
}

/** Facts about the events up to and including session-ended, as bytes. */
export type EventFacts = Manifest["events"];

/**
 * Makes the manifest of a run whose session has ended.
 * @returns undefined for a run that never started, has not ended, or is older than manifests
 */
export function manifestOf(
  events: readonly LoggedEvent[],
  cast: CastFacts,
  facts: EventFacts,
): Manifest | undefined {
  const created = createdOf(events);
  const started = eventOf(events, "session-started");
  const ended = eventOf(events, "session-ended");
  const shared = eventOf(events, "shared");
  if (!created || !started?.recorder || !ended) return undefined;
  const { inputEvents, ...recording } = cast;
  return {
    format: runFormat.name,
    version: created.format,
    app: started.recorder.app,
    run: created.run,
    agent: created.agent,
    model: created.model,
    recording: { ...recording, duration: ended.duration },
    input: { recorded: created.recordsInput ?? false, events: inputEvents },
    ...(ended.redaction === undefined ? {} : { redaction: ended.redaction }),
    events: facts,
    ...(shared === undefined ? {} : { original: shared.original }),
  };
}

/** Whether the recorder of this run writes a manifest at its end. */
export const wantsManifest = (events: readonly LoggedEvent[]): boolean =>
  eventOf(events, "session-started")?.recorder !== undefined;

/** The fields in which a manifest differs from its run, as paths such as `recording.bytes`. */
export function differences(said: Manifest, found: Manifest): string[] {
  return compare("", said, found);
}

function compare(path: string, said: unknown, found: unknown): string[] {
  if (!isRecord(said) || !isRecord(found))
    return JSON.stringify(said) === JSON.stringify(found) ? [] : [path];
  const keys = new Set([...Object.keys(said), ...Object.keys(found)]);
  return [...keys].flatMap((key) =>
    compare(path === "" ? key : `${path}.${key}`, said[key], found[key]),
  );
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

type Of<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

function eventOf<T extends RunEvent["type"]>(events: readonly LoggedEvent[], type: T) {
  const is = (event: RunEvent): event is Of<T> => event.type === type;
  for (const { event } of events) if (is(event)) return event;
  return undefined;
}

const createdOf = (events: readonly LoggedEvent[]): CreatedEvent | undefined =>
  eventOf(events, "run-created");

/** Counts the manifest's facts about a recording's events, while they are written or read. */
export interface CastTally {
  add(event: CastEvent): void;
  readonly facts: Pick<CastFacts, "sizes" | "moreSizes" | "inputEvents">;
}

/** The most sizes in a manifest. Dragging a window makes many. */
const mostSizes = 500;

/** @param first the size in the recording's header */
export function createCastTally(first: {
  readonly cols: number;
  readonly rows: number;
}): CastTally {
  const sizes = [{ time: 0, cols: first.cols, rows: first.rows }];
  let moreSizes = 0;
  let inputEvents = 0;
  // Whole microseconds, as in the recording's lines, so that a reader gets the same sum.
  let written = 0;
  return {
    add(event) {
      written = Math.max(written, Math.round(event.time * 1e6));
      if (event.code === "i") inputEvents++;
      if (event.code !== "r") return;
      if (sizes.length < mostSizes)
        sizes.push({ time: written / 1e6, cols: event.cols, rows: event.rows });
      else moreSizes++;
    },
    get facts() {
      return { sizes, moreSizes, inputEvents };
    },
  };
}

/** A stretch of a recording, in bytes. Without `to` it extends to the end. */
export interface Stretch {
  readonly from: number;
  readonly to?: number;
}

/**
 * The first stretch in which a recording differs from the recorded bytes, as precisely as the digests of its
 * beginnings show. The two may have different steps, because steps grow with the recording.
 */
export function firstDifference(
  recorded: CastFacts["beginnings"],
  found: CastFacts["beginnings"],
): Stretch {
  const step = Math.max(recorded.every, found.every);
  let from = 0;
  for (let to = step; ; to += step) {
    const [was, is] = [recorded, found].map(({ every, digests }) => digests[to / every - 1]);
    if (was === undefined || is === undefined) return { from };
    if (was !== is) return { from, to };
    from = to;
  }
}
