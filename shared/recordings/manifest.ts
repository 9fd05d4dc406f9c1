import { z } from "zod";
import {
  agentChoiceSchema,
  type CreatedEvent,
  type LoggedEvent,
  originalSchema,
  type RunEvent,
  redactionSchema,
} from "../runs/event";
import type { CastEvent } from "./asciicast";

// What a run's folder says about itself; FORMAT.md beside this file has it in words.

/** The run folder's format. A reader of this version refuses a higher one. */
export const runFormat = { name: "specwright-run", version: 1 } as const;

const bytes = z.number().int().nonnegative();
const size = z.object({ time: z.number(), cols: z.number().int(), rows: z.number().int() });

/** The cover sheet of a run's folder: everything in it follows from the recording and the events. */
export const manifestSchema = z.object({
  format: z.literal(runFormat.name),
  version: z.number().int().positive(),
  /** The app's version that recorded. */
  app: z.string(),
  run: z.string(),
  agent: agentChoiceSchema,
  model: z.string(),
  recording: z.object({
    bytes,
    /** SHA-256 in hex, like every digest here. */
    digest: z.string(),
    /** Seconds. */
    duration: z.number(),
    /** The terminal's sizes, the first at 0; `moreSizes` counts what had no room. */
    sizes: z.array(size),
    moreSizes: bytes,
    /** Digests of the recording's beginnings: its first `every` bytes, its first 2 × `every`, … */
    beginnings: z.object({ every: bytes, digests: z.array(z.string()) }),
  }),
  /** Whether input was recorded, and how many events of it there are. */
  input: z.object({ recorded: z.boolean(), events: bytes }),
  /** Undefined where the recorder died and nobody knows. */
  redaction: redactionSchema.optional(),
  /** The events up to and including session-ended. */
  events: z.object({ lines: bytes, bytes, digest: z.string() }),
  /** In a copy for others: what it was made from. */
  original: originalSchema.optional(),
});
export type Manifest = z.infer<typeof manifestSchema>;

/** What a recording's bytes tell. */
export interface CastFacts extends Omit<Manifest["recording"], "duration"> {
  readonly inputEvents: number;
}

/** The events up to and including session-ended, as bytes. */
export type EventFacts = Manifest["events"];

/**
 * Makes the manifest of a run whose session is over.
 * @returns undefined for a run that never started, has not ended, or is from before manifests were made
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
    version: started.recorder.format,
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

/** Names what a manifest says otherwise than its run, as paths like `recording.bytes`. */
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
  eventOf(events, "created");

/** Counts what the manifest says of a recording's events, as they are written or as they are read. */
export interface CastTally {
  add(event: CastEvent): void;
  readonly facts: Pick<CastFacts, "sizes" | "moreSizes" | "inputEvents">;
}

/** Sizes that a manifest holds; a window that is dragged makes many. */
const mostSizes = 500;

/** @param first the size in the recording's header */
export function createCastTally(first: {
  readonly cols: number;
  readonly rows: number;
}): CastTally {
  const sizes = [{ time: 0, cols: first.cols, rows: first.rows }];
  let moreSizes = 0;
  let inputEvents = 0;
  // Whole microseconds, as in the recording's lines: a reader adds up the same.
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

/** A stretch of a recording, in bytes; without an end it goes on to the end. */
export interface Stretch {
  readonly from: number;
  readonly to?: number;
}

/**
 * Where a recording first parts from what was recorded, as far as the digests of its beginnings tell.
 * The two may have different steps, as these grow with the recording.
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
